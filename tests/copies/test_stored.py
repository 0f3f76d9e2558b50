"""What a stored index counts is what its documents would."""

from dataclasses import replace

import pytest

from auditor.checks.examples import document, indicator, project
from auditor.copies.stored import add_documents, recall
from auditor.copies.tables import tables
from auditor.pipeline import recall as recalled
from auditor.reading import named_history

_ROWS = tuple(
    indicator("数量指标", name, "≥3处")
    for name in ("古桥加固处数", "渡槽衬砌处数", "水车修复处数", "石堰整修处数")
)


def publication(department: str | None, id: str, digit: str, year: int | None):
    made = document(
        project(*_ROWS, name="水利遗产"),
        paragraphs=[
            ("总体绩效目标", "修复古桥、渡槽、水车和石堰，水利遗产得到保护，灌溉照旧进行。")
        ],
        id=id,
        year=year,
    )
    return replace(made, department=department, sha256=digit * 64)


@pytest.mark.parametrize("department", [None, "乙县水务局"], ids=["unnamed", "named"])
def test_a_stored_document_counts_once(tmp_path, department):
    """The same document tells the counts of the index and, recalled, its own."""
    ours = publication("甲县水务局", "ours.docx", "1", 2025)
    old = publication(department, "old.docx", "2", 2024)
    add_documents(tmp_path / "index", [old])

    known = recalled([tmp_path / "index"], [ours], [])

    assert [d.id for d in known.documents] == ["往年/old.docx"]
    for history, elsewhere in ((known.documents, known.elsewhere), (named_history([old]), None)):
        more = () if elsewhere is None else (elsewhere,)
        found, rarity = tables([ours], history, {}, frozenset(), *more)
        assert rarity.corpus.departments == 2
        assert {rarity.corpus.of[line.bare] for table in found for line in table.lines} == {2}


def test_unnamed_documents_of_one_name_are_counted_apart(tmp_path):
    ours = publication("甲县水务局", "ours.docx", "1", 2025)
    first, second = (publication(None, "old.docx", str(n), 2020 + n) for n in (2, 3))
    add_documents(tmp_path / "index", [first, second])

    known = recall(tmp_path / "index", [ours])
    _, rarity = tables([ours], known.documents, {}, frozenset(), known.elsewhere)

    assert rarity.corpus.departments == 3
