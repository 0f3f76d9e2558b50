"""`RawDocument` → `Document`: tables and narrative understood, whatever format they came from."""

from auditor.tables.flat import understand_all
from auditor.tables.parse import understand

__all__ = ["understand", "understand_all"]
