"""``python -m benchmarks.search``: our search and Pagefind's, on the same sites, asked the same."""
