"""The form collector: takes what residents send, and says only then that it is kept."""
