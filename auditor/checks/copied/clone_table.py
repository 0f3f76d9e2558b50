"""项目间整表雷同."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz
from rapidfuzz.distance import Prefix

from auditor.checks.base import Context, DocumentCheck, Observation, row_location
from auditor.checks.examples import document, indicator, project
from auditor.classify.heuristics import read
from auditor.classify.nature import Nature
from auditor.domain import Category, Certainty, Document, Field, Project, Row, Scope, Severity
from auditor.text.normalise import comparable

_ROWS = (
    indicator("质量指标", "设备正常运转率", "≥90%"),
    indicator("时效指标", "事项办结及时率", "≥90%"),
    indicator("社会效益指标", "维护社会稳定", "有效维护"),
    indicator("可持续影响指标", "持续正常办公", "≥90%"),
)
#: What nearly every table has, whatever the project does.
_HABIT = frozenset({Nature.SATISFACTION, Nature.EXECUTION_RATE, Nature.MONEY_GIVEN})

#: Names that begin alike (学生资助—…) or are this much alike in percent name sibling projects;
#: read off the pairs found in published budgets.
_KIN_PREFIX = 4
_KIN_RATIO = 70
_YEAR = re.compile(r"^(?:19|20)\d\d年?度?")

_Triple = tuple[Category | None, str, str]


class CloneTable(DocumentCheck):
    """两个项目的指标表大部分雷同，用途却不同。

    指标应当针对本项目要办的事；换个项目名就能通用的指标，说不清各自的产出和效果。

    已知局限：只比较同一份文件内的项目；满意度、执行率等通用行不参与比较。名称相近的同类项目
    （如分片区、分年度）本可相似，只作提示。
    """

    code = "P01"
    slug = "clone-table"
    title = "项目间整表雷同"
    severity = Severity.HIGH
    policy = ("E10-soundness", "M88-directed")
    advice = "按本项目的任务重写雷同的行，写明特有的产出对象、数量和效果，例如“__（对象）__数≥__”。"
    bad = document(
        project(*_ROWS, name="办公楼租赁费", purpose="支付办公用房租金"),
        project(*_ROWS, name="河道清淤工程", purpose="用于河道清淤和堤岸加固"),
    )
    good = document(
        project(*_ROWS, name="办公楼租赁费", purpose="支付办公用房租金"),
        project(
            indicator("数量指标", "清淤河道长度", "≥12公里"),
            indicator("质量指标", "清淤断面验收合格率", "100%"),
            indicator("时效指标", "清淤完工时间", "6月底前"),
            indicator("生态效益指标", "河道断面水质", "达到Ⅳ类"),
            name="河道清淤工程",
            purpose="用于河道清淤和堤岸加固",
        ),
    )

    def check(
        self, document: Document, context: Context
    ) -> Iterator[tuple[Project | None, Observation]]:
        thresholds = context.settings.thresholds
        earlier: list[tuple[Project, dict[_Triple, Row]]] = []
        for current in document.projects:
            if current.scope is not Scope.PROJECT:
                continue
            table = _telling_rows(context.corpus.rows(document, current), context)
            best = max(earlier, key=lambda e: _overlap(e[1], table), default=None)
            earlier.append((current, table))
            if best is None:
                continue
            other, other_table = best
            overlap = _overlap(other_table, table)
            shared = [t for t in table if t in other_table]
            if (
                overlap < thresholds.clone_table_overlap
                or len(shared) < thresholds.clone_table_rows
            ):
                continue
            siblings = _siblings(current, other)
            first = table[shared[0]].indicator
            yield (
                current,
                Observation(
                    quote=first.name or "",
                    message=(
                        f"本表{len(current.indicators)}行指标中有{len(shared)}行与项目{other.seq}"
                        f"“{other.name or other.title}”的类别、名称和指标值相同"
                        "（满意度、执行率等通用行未计）"
                        + ("，两个项目名称或用途相近，是否需要区分请核对" if siblings else "")
                    ),
                    fields=(Field.NAME, Field.VALUE),
                    rows=tuple(sorted(table[t].indicator.row for t in shared)),
                    severity=Severity.NOTE if siblings else None,
                    certainty=Certainty.UNSURE if siblings else Certainty.CERTAIN,
                    related=tuple(
                        row_location(document, other, other_table[t].indicator, Field.NAME)
                        for t in shared
                    ),
                    score=round(overlap, 4),
                ),
            )


def _telling_rows(rows: tuple[Row, ...], context: Context) -> dict[_Triple, Row]:
    """The rows that could tell this project from another, by what they say."""
    telling: dict[_Triple, Row] = {}
    for row in rows:
        name, value = comparable(row.indicator.name or ""), comparable(row.indicator.value or "")
        if name and read(row.indicator, context.language).nature not in _HABIT:
            telling.setdefault((row.judgement.category.declared, name, value), row)
    return telling


def _overlap(a: dict[_Triple, Row], b: dict[_Triple, Row]) -> float:
    """Jaccard similarity of the two tables' rows."""
    union = a.keys() | b.keys()
    return len(a.keys() & b.keys()) / len(union) if union else 0.0


def _siblings(a: Project, b: Project) -> bool:
    """Projects of one kind, whose tables may well be alike: same purpose, or names akin."""
    if a.purpose and b.purpose and comparable(a.purpose) == comparable(b.purpose):
        return True
    names = [_YEAR.sub("", comparable(p.name or p.title or "")) for p in (a, b)]
    return Prefix.similarity(*names) >= _KIN_PREFIX or fuzz.ratio(*names) >= _KIN_RATIO
