"""Files to `RawDocument`s: what a file is follows from its content, never from its name."""

from auditor.readers.read import FORMATS, read

__all__ = ["FORMATS", "read"]
