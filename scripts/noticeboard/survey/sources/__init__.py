"""One module per kind of source; each gives a complete ``Snapshot`` or a typed error."""
