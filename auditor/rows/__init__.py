"""Bare lists of indicator rows: read from any table format, judged, written back in their order."""
