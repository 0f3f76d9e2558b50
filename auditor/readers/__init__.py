"""Files to `RawDocument`s: what a file is follows from its content, never from its name."""

from auditor.readers.inputs import InputFile, collect
from auditor.readers.read import FORMATS, Listing, bytes_of, read, read_input

__all__ = [
    "FORMATS",
    "InputFile",
    "Listing",
    "bytes_of",
    "collect",
    "read",
    "read_input",
]
