"""One story per verb. Only commands join stages, read the clock and the git log."""
