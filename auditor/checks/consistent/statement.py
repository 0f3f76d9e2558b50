"""Part one's 分项绩效目标 as items with figures, and which project and indicator each speaks of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from rapidfuzz import fuzz

from auditor.domain import Document, Paragraph, Project, Row
from auditor.text.normalise import comparable, fold

_HEADING = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|\d{1,2}[.、．)）]|部门职责绩效目标\d+)"
)
_LABEL = re.compile(r"\s*(?:绩效目标|绩效指标|总体目标)\s*\d*\s*[:：]")
_FRAME = re.compile(
    r"(?:19|20)\d\d年度?|专项经费|专项资金|工作经费|工作安排|项目经费|项目|经费|费用|资金|绩效目标表?"
)
_CLAUSE = re.compile(r"[^；;。\n]+")
_FIGURE = re.compile(
    r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[%％]|百分比|个|场次?|次|人次?|家|项|台|套|件|户|份|平方米|公里)"
)
_LEAD = re.compile(r"(?:大于|不低于|不少于|达到?|超过?|为|高于|≥|＞|>|>=|至少)+\s*$")


@dataclass(frozen=True, slots=True)
class Claim:
    """One clause of part one with one figure: what it speaks of, and the figure."""

    paragraph: Paragraph
    about: str
    number: Decimal
    unit: str
    quote: str


@dataclass(frozen=True, slots=True)
class Item:
    """One 分项: the texts that tell its subject, and its claims."""

    subjects: tuple[str, ...]
    claims: tuple[Claim, ...]


def items(document: Document) -> tuple[Item, ...]:
    """The 分项绩效目标, each from its numbered heading to the next."""
    groups: list[list[Paragraph]] = []
    for paragraph in document.paragraphs:
        if "分项" not in (paragraph.section or ""):
            continue
        if _HEADING.match(paragraph.text) or not groups:
            groups.append([])
        groups[-1].append(paragraph)
    return tuple(_item(group) for group in groups)


def _item(group: Sequence[Paragraph]) -> Item:
    subjects = [
        text
        for n, paragraph in enumerate(group)
        if (n == 0 or paragraph.text.lstrip().startswith("绩效目标"))
        and (text := comparable(_LABEL.sub("", _HEADING.sub("", paragraph.text, 1), 1)))
    ]
    return Item(tuple(subjects), tuple(c for paragraph in group for c in _claims(paragraph)))


def _claims(paragraph: Paragraph) -> Iterator[Claim]:
    for clause in _CLAUSE.finditer(_LABEL.sub("", paragraph.text, 1)):
        figures = list(_FIGURE.finditer(clause[0]))
        if len(figures) != 1:
            continue
        figure = figures[0]
        about = comparable(_LEAD.sub("", clause[0][: figure.start()]))
        unit = "%" if fold(figure["unit"]) in {"%", "百分比"} else figure["unit"]
        quote = clause[0].strip()
        yield Claim(paragraph, about, Decimal(figure["number"]), unit, quote)


def pairs(
    found: Sequence[Item], projects: Sequence[Project], least: float
) -> Iterator[tuple[Item, Project]]:
    """Items and projects that are each other's most similar, at `least` of 100."""
    scores = {
        (i, p): (_alike(item, project), 0)
        for i, item in enumerate(found)
        for p, project in enumerate(projects)
    }
    for i, p, _ in _mutual(scores, least):
        yield found[i], projects[p]


def _alike(item: Item, project: Project) -> float:
    texts = (project.purpose or "", *project.goals, _FRAME.sub("", project.name or ""))
    return max(
        (
            fuzz.ratio(subject, plain)
            for subject in item.subjects
            for text in texts
            if len(plain := comparable(text)) >= 6  # noqa: PLR2004 - shorter says too little
        ),
        default=0.0,
    )


def agreed(
    claims: Sequence[Claim], rows: Sequence[Row], least: float
) -> Iterator[tuple[Claim, Row, float]]:
    """Claims and rows of one unit that speak of the same thing more than of any other."""
    scores = {
        (c, r): _speaks_of(claim.about, row)
        for c, claim in enumerate(claims)
        for r, row in enumerate(rows)
    }
    for c, r, score in _mutual(scores, least):
        yield claims[c], rows[r], score


def _mutual(
    scores: Mapping[tuple[int, int], tuple[float, int]], least: float
) -> Iterator[tuple[int, int, float]]:
    """Pairs that score more with each other than either does with any other; ties choose none."""
    best: dict[tuple[str, int], list[tuple[float, int]]] = defaultdict(list)
    for (left, right), score in scores.items():
        best["left", left].append(score)
        best["right", right].append(score)
    for (left, right), score in scores.items():
        rivals = (best["left", left], best["right", right])
        if score[0] >= least and all(max(r) == score and r.count(score) == 1 for r in rivals):
            yield left, right, score[0]


def _speaks_of(about: str, row: Row) -> tuple[float, int]:
    texts = (comparable(row.indicator.name or ""), comparable(row.indicator.description or ""))
    return max((_contains(about, text), len(text)) for text in texts)


@lru_cache(maxsize=65536)
def _contains(about: str, text: str) -> float:
    """How much of the text stands in the clause, 0 to 100; very short texts say too little."""
    if len(text) < 4 or len(text) > len(about) + 2:  # noqa: PLR2004
        return 0.0
    return fuzz.partial_ratio(text, about)
