"""What stands beside the pages: open data, sitemap, the theme's own files."""
