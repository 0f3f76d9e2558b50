"""The way back: what auditors decided and departments replied, and what changed between runs."""
