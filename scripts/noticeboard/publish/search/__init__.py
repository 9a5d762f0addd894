"""The search: an index of everything that pages show, built and tested with every build."""
