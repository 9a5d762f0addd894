"""The workbook in which staff edit the tables: dataset → bytes, and sheets → what they changed."""
