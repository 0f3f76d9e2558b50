"""Search for copies: similar texts in one set, between two sets, against an index on disk."""
