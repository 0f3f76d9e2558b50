"""PDF with a text layer, by the lines and characters that pdfium finds on each page."""

from auditor.readers.pdf.document import content, created

__all__ = ["content", "created"]
