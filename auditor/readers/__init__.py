"""Files to `RawDocument`s: what a file is follows from its content, never from its name."""

from auditor.readers.inputs import InputFile, collect
from auditor.readers.read import FORMATS, Listing, read, read_input

__all__ = ["FORMATS", "InputFile", "Listing", "collect", "read", "read_input"]
