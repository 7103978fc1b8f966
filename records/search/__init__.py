"""Finding documents by their words and by what was read in them (docs/search.md)."""
