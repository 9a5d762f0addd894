"""The monthly table that staff know from 12345: how many orders came, were done, were late."""
