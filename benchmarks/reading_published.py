"""How truly published PDF budgets are read: rows, projects, department and year of each file.

    AUDITOR_PUBLISHED_DATA=<folder with pdf/ and rows.jsonl.gz> \
        python benchmarks/reading_published.py [--differences] [--bare] [FILE…]

Each file is read in a process of its own, so that its time and peak memory are its own. Rows of the
reference are matched with ours page by page: *right* agrees in name, value and 二级指标, *wrong* in
two of the three, *missed* is in the reference alone, *extra* in ours alone. The reference has gaps:
`--differences` prints every difference, to be judged by eye. Where a page break
hides a project's name the reference carries the last name down; such rows are *disputed*, and *by
order* counts those where the code that stands last before the row in the file's own order of text
is ours. `--bare` times pdfplumber's table extraction of the same file beside it. Prints to stdout
only and writes nothing, for the published text is not ours to copy.
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import os
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pypdfium2 as pdfium

from auditor.domain import Document
from auditor.readers.read import read_bytes
from auditor.settings import Settings
from auditor.tables import understand
from auditor.text.normalise import fold

Key = tuple[str, str, str]
_CODE = re.compile(r"\d{8}[A-Z]\d{12}")


@dataclass(slots=True)
class Row:
    """What is compared of one row, on either side."""

    page: int
    key: Key
    project: str | None
    code: str | None = None


@dataclass(slots=True)
class Comparison:
    """The counts of one file, and the differences to be read."""

    right: list[tuple[Row, Row]] = field(default_factory=list)
    wrong: list[tuple[Row, Row]] = field(default_factory=list)
    missed: list[Row] = field(default_factory=list)
    extra: list[Row] = field(default_factory=list)


def reference(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of the published reference that name a file, by file."""
    rows = defaultdict(list)
    with gzip.open(folder / "rows.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row.get("file"):
                rows[row["file"]].append(row)
    return dict(rows)


def compare(theirs: Sequence[Row], ours: Sequence[Row]) -> Comparison:
    """Match equal rows of a page first, then rows that agree in two of the three texts."""
    found = Comparison()
    left = _matched(theirs, list(ours), found.right, lambda a, b: a.key == b.key)
    theirs, ours = left
    left = _matched(theirs, ours, found.wrong, lambda a, b: _agree(a.key, b.key) > 1)
    found.missed, found.extra = left
    return found


def _matched(
    theirs: Iterable[Row],
    ours: list[Row],
    pairs: list[tuple[Row, Row]],
    same: Callable[[Row, Row], bool],
) -> tuple[list[Row], list[Row]]:
    missed = []
    by_page: dict[int, list[Row]] = defaultdict(list)
    for row in ours:
        by_page[row.page].append(row)
    for row in theirs:
        match = next((o for o in by_page[row.page] if same(row, o)), None)
        if match is None:
            missed.append(row)
        else:
            by_page[row.page].remove(match)
            pairs.append((row, match))
    return missed, [row for rows in by_page.values() for row in rows]


def _agree(one: Key, other: Key) -> int:
    return sum(a == b for a, b in zip(one, other, strict=True))


def rows_of(document: Document) -> list[Row]:
    """Our rows of a document."""
    return [
        Row(
            i.place.page or 0,
            (fold(i.name or ""), fold(i.value or ""), fold(i.level2 or "")),
            fold(p.name or "") or None,
            p.code,
        )
        for p in document.projects
        for i in p.indicators
    ]


def rows_in(published: Iterable[dict[str, Any]]) -> list[Row]:
    """The reference's rows of a file."""
    return [
        Row(
            row["page"],
            (fold(row["level3"] or ""), fold(row["value"] or ""), fold(row["level2"] or "")),
            fold(row["project"]) if row["project"] else None,
        )
        for row in published
    ]


def attributed(pairs: Iterable[tuple[Row, Row]]) -> tuple[int, list[Row]]:
    """Rows whose project is the reference's, and ours where the reference has another one."""
    right = 0
    disputed = []
    for theirs, ours in pairs:
        if theirs.project is None or theirs.project.startswith("(部门整体"):
            continue
        name = f"{ours.code}-{ours.project}" if ours.code else ours.project
        if theirs.project in {name, ours.project}:
            right += 1
        else:
            disputed.append(ours)
    return right, disputed


def by_order(path: Path, disputed: Sequence[Row]) -> int:
    """How many rows stand in the file's text behind the code of the project we gave them."""
    with pdfium.PdfDocument(path) as document:
        texts = [fold(page.get_textpage().get_text_range()) for page in document]
    agreed = 0
    for row in disputed:
        before = "".join(texts[: row.page - 1])
        codes = _CODE.findall(before)
        at = 0
        while (at := texts[row.page - 1].find(row.key[0], at)) >= 0:
            here = _CODE.findall(texts[row.page - 1][:at])
            if row.code is not None and [*codes, *here][-1:] == [row.code]:
                agreed += 1
                break
            at += 1
    return agreed


def read(path: Path) -> Document:
    """The document as the program reads it."""
    return understand(read_bytes(path.read_bytes(), path.name, Settings()), path.name)


def read_bare(path: Path) -> None:
    """Every table of the file, as pdfplumber alone gives it."""
    import pdfplumber

    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_tables()
            page.close()


def measured(task: Callable[[Path], Any], path: Path) -> tuple[Any, float, float]:
    """The task's result, seconds of processor and peak megabytes, in a process of its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(_measure, task, path).result()


def _measure(task: Callable[[Path], Any], path: Path) -> tuple[Any, float, float]:
    if task is read_bare:
        import pdfplumber  # noqa: F401
    begun = time.process_time()
    result = task(path)
    seconds = time.process_time() - begun
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = re.search(r"VmHWM:\s+(\d+)", status)
    return result, seconds, int(peak[1]) / 1000 if peak else 0.0


def _show(found: Comparison, document: Document) -> None:
    for theirs, ours in found.wrong:
        print(f"  wrong  p{theirs.page} {theirs.key}\n             ours {ours.key}")
    for row in found.missed:
        print(f"  missed p{row.page} {row.key} [{row.project}]")
    for row in found.extra:
        print(f"  extra  p{row.page} {row.key} [{row.project}]")
    for theirs, ours in [*found.right, *found.wrong]:
        if attributed([(theirs, ours)])[1]:
            print(f"  project p{theirs.page} {theirs.project} | ours {ours.code} {ours.project}")
    for skipped in document.skipped:
        print(f"  skipped {skipped.part} {skipped.kind} {skipped.reason}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help="names of PDFs; all without")
    parser.add_argument("--differences", action="store_true")
    parser.add_argument("--bare", action="store_true")
    options = parser.parse_args()
    folder = Path(os.environ["AUDITOR_PUBLISHED_DATA"])
    published = reference(folder)
    total: Counter[str] = Counter()
    print(
        "rows right wrong missed extra | attributed disputed by order | dept year | sec   MB | file"
    )
    for name in sorted(options.files or published):
        document, seconds, megabytes = measured(read, folder / "pdf" / name)
        found = compare(rows_in(published[name]), rows_of(document))
        right, disputed = attributed([*found.right, *found.wrong])
        truth = published[name][0]
        department = document.department == truth["department"].removesuffix("（汇总）")
        counts = {
            "rows": len(published[name]),
            "right": len(found.right),
            "wrong": len(found.wrong),
            "missed": len(found.missed),
            "extra": len(found.extra),
            "attributed": right,
            "disputed": len(disputed),
            "by order": by_order(folder / "pdf" / name, disputed),
            "department": department,
            "year": str(document.year) == truth["year"],
        }
        total.update(counts)
        bare = ""
        if options.bare:
            _, bare_seconds, bare_megabytes = measured(read_bare, folder / "pdf" / name)
            bare = f" | bare {bare_seconds:5.1f} s {bare_megabytes:4.0f} MB"
        print(_line(counts), f"| {seconds:5.2f} {megabytes:4.0f}{bare} | {name}")
        if not (department and counts["year"]):
            print(f"  read as {document.department!r} {document.year}")
        if options.differences:
            _show(found, document)
    print(_line(total), "| all")


def _line(c: Counter[str] | dict[str, int]) -> str:
    return (
        f"{c['rows']:4} {c['right']:5} {c['wrong']:5} {c['missed']:6} {c['extra']:5} | "
        f"{c['attributed']:10} {c['disputed']:8} {c['by order']:8} | "
        f"{c['department']:4} {c['year']:4}"
    )


if __name__ == "__main__":
    main()
