"""Reviewed workbooks to labelled rows: what an auditor decided is what a model may learn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from auditor.domain import AnswerState, Category, Review, Vagueness
from auditor.review.decide import settled
from auditor.review.forms import decisions_in, parse_year, row_notes_in
from auditor.review.workbook import FINDING, ROW, headed, read_books
from auditor.settings import Settings

_T = TypeVar("_T")
#: Families whose findings speak of vagueness and of the category.
_VAGUE, _MISFILED = "V", "K"


@dataclass(slots=True)
class _Said:
    """What was said of one row: corrections, and decisions by the finding's family."""

    categories: set[Category] = field(default_factory=set)
    vagueness: set[Vagueness] = field(default_factory=set)
    decided: dict[str, set[Review | None]] = field(default_factory=lambda: defaultdict(set))
    reviewers: set[str] = field(default_factory=set)


def decisions_to_labels(
    paths: Sequence[Path], settings: Settings, today: date
) -> tuple[tuple[dict[str, Any], ...], tuple[str, ...]]:
    """Rows in the form of LABELS, sorted by id, and lines for the user.

    A correction is a label. Without one, 误报 on all findings of vagueness makes a row 明确, 确认
    on one of them confirms what the program judged; 误报 on all findings of the category confirms
    the declared one. Everything else is `None`, and a row of which nothing follows is left out.

    Raises:
        UsageError: a path does not exist, or what it names is none of our forms.
    """
    books, skipped = read_books(paths, settings)
    sheets = [sheet for book in books for sheet in book.sheets]
    remarks = [f"{s.path}：{s.reason}" for s in skipped]
    rows = {
        row[ROW]: row
        for sheet in headed(sheets, ROW, "三级指标", "指标值")
        for _, row in sheet.rows
        if ROW in row
    }
    said: dict[str, _Said] = defaultdict(_Said)
    review = headed(sheets, FINDING, "复核结论")
    about = {row[FINDING]: row for s in review for _, row in s.rows if FINDING in row}
    decisions = [d for sheet in review for d in decisions_in(sheet, remarks)]
    in_force = {
        d.finding: d for d in settled(decisions, set(about), today) if d.state is AnswerState.USED
    }
    for finding, row in about.items():
        on_rows = [r for r in row.get(ROW, "").split("、") if r]
        if len(on_rows) != 1:  # a decision on several rows says nothing of each
            continue
        one = said[on_rows[0]]
        decision = in_force.get(finding)
        one.decided[row.get("规则", "")[:1]].add(decision.decision if decision else None)
        if decision is not None:
            _note(one, decision.category, decision.vagueness, decision.reviewer)
    for sheet in headed(sheets, ROW, "补充问题"):
        for note in row_notes_in(sheet, remarks):
            _note(said[note.row_id], note.category, note.vagueness, note.reviewer)
    labels = [
        label
        for row_id, row in sorted(rows.items())
        if row_id in said and (label := _label(row_id, row, said[row_id], remarks)) is not None
    ]
    return tuple(labels), tuple(remarks)


def _note(
    said: _Said, category: Category | None, vagueness: Vagueness | None, reviewer: str | None
) -> None:
    said.categories |= {category} if category else set()
    said.vagueness |= {vagueness} if vagueness else set()
    said.reviewers |= {reviewer} if reviewer else set()


def _label(
    row_id: str, row: Mapping[str, str], said: _Said, remarks: list[str]
) -> dict[str, Any] | None:
    where = f"{row.get('项目', '')} {row.get('三级指标', '')}"
    derived: list[str] = []
    vagueness = _only(said.vagueness, f"{where}：更正空泛不一，没有用作标注", remarks)
    if vagueness is None and not said.vagueness:
        vagueness = _vagueness(said.decided.get(_VAGUE, set()), row)
        derived += ["vagueness"] if vagueness else []
    category = _only(said.categories, f"{where}：更正类别不一，没有用作标注", remarks)
    if category is None and not said.categories:
        declared = row.get("申报类别")
        if said.decided.get(_MISFILED) == {Review.FALSE_ALARM} and declared in set(Category):
            category = Category(declared)
            derived.append("category")
    if vagueness is None and category is None:
        return None
    return {
        "id": f"review-{row_id}",
        "region": None,
        "department": row.get("部门"),
        "year": parse_year(row.get("年度")),
        "project_name": row.get("项目"),
        "project_code": row.get("项目编码"),
        "purpose": None,
        "goals": None,
        "level1": row.get("一级指标"),
        "level2": row.get("二级指标"),
        "level3": row.get("三级指标"),
        "description": row.get("绩效指标描述"),
        "value": row.get("指标值"),
        "basis": row.get("指标值确定依据"),
        "vagueness": vagueness.label if vagueness else None,
        "category": category.value if category else None,
        "category_also": None,
        "duplicate_fields": None,
        "value_mismatch": None,
        "source": "review",
        "annotator": "、".join(sorted(said.reviewers)) or None,
        "note": f"由复核结论推定：{'、'.join(derived)}" if derived else None,
    }


def _vagueness(decided: set[Review | None], row: Mapping[str, str]) -> Vagueness | None:
    if decided == {Review.FALSE_ALARM}:
        return Vagueness.CLEAR
    judged = row.get("空泛判断")
    if Review.CONFIRMED in decided and judged in {Vagueness.PARTIAL, Vagueness.VAGUE}:
        return Vagueness(judged)
    return None


def _only(values: set[_T], remark: str, remarks: list[str]) -> _T | None:
    if len(values) > 1:
        remarks.append(remark)
    return next(iter(values)) if len(values) == 1 else None
