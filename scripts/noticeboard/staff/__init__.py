"""The quiet pages for staff: on their own computer only, they write the rows that commands write."""
