"""The five public documents in every format, and how much of each is read back right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.domain import Document, Project, Skipped
from auditor.readers import InputFile, read
from auditor.reading import read_all
from auditor.settings import Settings
from auditor.tables import understand
from tests.formats import writers
from tests.formats.printed import Form, printed

DOCUMENTS = sorted((Path(__file__).parents[2] / "corpora" / "documents").glob("*.txt"))
ONE, TWO = Form(), Form(one_table=False)
PAGED = Form(one_table=False, rows_a_page=4)
REPEATED = Form(merged_levels=False)


def originals() -> list[Document]:
    """The documents as they are read from the dumps."""
    return [understand(read(path, path.name, Settings()), path.stem) for path in DOCUMENTS]


@dataclass(frozen=True, slots=True)
class Format:
    """A format as one program writes it; `make` gives a file for each document, or one for all."""

    name: str
    make: Callable[[Sequence[Document], Path], list[Path]]
    flat: bool = False
    # Each file takes LibreOffice a second: where the way is that of another format, two will do.
    few: bool = False

    @property
    def needs_office(self) -> bool:
        return "LibreOffice" in self.name


def each(
    suffix: str, write: Callable[[Document, Path], Path]
) -> Callable[[Sequence[Document], Path], list[Path]]:
    """A file for each document."""

    def make(documents: Sequence[Document], folder: Path) -> list[Path]:
        return [write(d, folder / f"{d.id}{suffix}") for d in documents]

    return make


def by_office(
    source: Callable[[Sequence[Document], Path], list[Path]], to: str
) -> Callable[[Sequence[Document], Path], list[Path]]:
    """What LibreOffice makes of another format's files."""

    def make(documents: Sequence[Document], folder: Path) -> list[Path]:
        before = folder / "from"
        before.mkdir()
        return writers.office(source(documents, before), to, folder)

    return make


def _docx(form: Form) -> Callable[[Sequence[Document], Path], list[Path]]:
    return each(".docx", lambda d, path: writers.python_docx(printed(d, form), path))


def _page(charset: str) -> Callable[[Sequence[Document], Path], list[Path]]:
    return each(".html", lambda d, path: writers.web_page(printed(d, TWO), path, charset))


_open_xlsx = each(".xlsx", lambda d, path: writers.open_workbook(printed(d), path))
_xlsx_writer = each(".xlsx", lambda d, path: writers.xlsx_writer(printed(d, TWO), path))


def _archive(documents: Sequence[Document], folder: Path) -> list[Path]:
    before = folder / "from"
    before.mkdir()
    files = {f"部门/{path.name}": path for path in _docx(ONE)(documents, before)}
    return [writers.archive(files, folder / "全部.zip")]


def _mht(documents: Sequence[Document], folder: Path) -> list[Path]:
    pages = _page("utf-8")(documents, folder)
    made = [writers.web_archive(page, page.with_suffix(".mht")) for page in pages]
    for page in pages:
        page.unlink()
    return made


def _csv(encoding: str) -> Callable[[Sequence[Document], Path], list[Path]]:
    return lambda documents, folder: [writers.flat_csv(documents, folder / "表.csv", encoding)]


FORMATS = (
    Format("DOCX python-docx, one table", _docx(ONE)),
    Format("DOCX python-docx, two tables", _docx(TWO)),
    Format("DOCX python-docx, split by pages", _docx(PAGED)),
    Format("DOCX python-docx, unmerged", _docx(REPEATED)),
    Format("DOCX LibreOffice", by_office(_docx(ONE), "docx")),
    Format("PDF LibreOffice, one table", by_office(_docx(ONE), "pdf")),
    Format("PDF LibreOffice, two tables", by_office(_docx(TWO), "pdf")),
    Format("DOC LibreOffice", by_office(_docx(ONE), "doc")),
    Format("DOC LibreOffice, split by pages", by_office(_docx(PAGED), "doc"), few=True),
    Format("RTF LibreOffice", by_office(_docx(ONE), "rtf"), few=True),
    Format("ODT LibreOffice", by_office(_docx(ONE), "odt"), few=True),
    Format("XLSX openpyxl", _open_xlsx),
    Format("XLSX XlsxWriter", _xlsx_writer),
    Format("XLSX LibreOffice", by_office(_xlsx_writer, "xlsx")),
    Format("XLS LibreOffice", by_office(_xlsx_writer, "xls")),
    Format("ODS LibreOffice", by_office(_open_xlsx, "ods"), few=True),
    Format("HTML page, UTF-8", _page("utf-8")),
    Format("HTML page, GB2312", _page("gb2312")),
    Format("HTML LibreOffice", by_office(_docx(ONE), "html")),
    Format("MHT", _mht),
    Format("ZIP of DOCX", _archive),
    Format("CSV UTF-8, flat", _csv("utf-8"), flat=True),
    Format("CSV with mark, flat", _csv("utf-8-sig"), flat=True),
    Format("CSV GB18030, flat", _csv("gb18030"), flat=True),
    Format(
        "XLSX openpyxl, flat",
        lambda documents, folder: [writers.flat_xlsx(documents, folder / "表.xlsx")],
        flat=True,
    ),
)


def read_back(
    one: Format, documents: Sequence[Document], folder: Path
) -> tuple[list[tuple[Document, Document | None]], list[Skipped]]:
    """Each document with what is read of it in this format; and what was not read."""
    files = [InputFile(path, path.name) for path in one.make(documents, folder)]
    found, skipped = read_all(files, Settings(), 1, lambda _done, _total: None)

    def same(document: Document, id: str) -> bool:
        tail = f"#{document.year}-{document.department}"
        return id.endswith(tail) if one.flat else document.id in id

    return [
        (document, next((d for d in found if same(document, d.id)), None)) for document in documents
    ], skipped


def rows_right(document: Document, found: Document | None) -> tuple[int, int]:
    """How many of the document's rows were read in their project as they were printed; of all."""
    right = total = 0
    projects = found.projects if found is not None else ()
    for at, project in enumerate(document.projects):
        rows = rows_of(project)
        total += len(rows)
        if at < len(projects) and projects[at].name == project.name:
            there = rows_of(projects[at])
            right += sum(a == b for a, b in zip(rows, there, strict=False))
    return right, total


def rows_of(project: Project) -> list[tuple[str | None, ...]]:
    return [
        (i.level1, i.level2, i.name, i.description, i.value, i.basis) for i in project.indicators
    ]


def fields_of(project: Project, *, flat: bool = False) -> tuple[object, ...]:
    """All that a project says beside its rows; flat lists have fewer columns."""
    known = (project.name, project.code, project.budget, project.purpose, project.goals)
    if flat:
        return known
    return (*known, project.title, project.fiscal_funds, project.other_funds, project.plan)
