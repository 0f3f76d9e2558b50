"""Rules: one file a check, a folder a family."""
