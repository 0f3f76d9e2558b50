"""套用通用指标."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.checks.base import Context, DocumentCheck, Observation, row_location
from auditor.checks.examples import document, indicator, project
from auditor.classify.heuristics import read
from auditor.classify.nature import Nature
from auditor.copies.likeness import around
from auditor.domain import (
    Category,
    Certainty,
    Document,
    Field,
    Project,
    Row,
    Scope,
    Severity,
    TargetKind,
)
from auditor.text.normalise import comparable

_NAMES = ("办公楼租赁费", "河道清淤工程", "法律顾问费", "宣传片制作费")
#: What many forms ask of every project: sharing it says little about the project.
_HABIT = frozenset({Nature.SATISFACTION, Nature.EXECUTION_RATE})

#: Likeness of two wishes' names: 可持续影响企业 / 可持续服务企业 have 0.71.
_NEAR = 0.7
_WORDED = frozenset({TargetKind.PHRASE, TargetKind.STATE})


class BoilerplateIndicator(DocumentCheck):
    """同一个指标连同指标值套用在本部门多个用途不同的项目上。

    放在哪个项目都成立的指标，看不出这个项目要办什么事、办成什么样。

    已知局限：满意度、预算执行率等各表通用的行只作提示；文字表述的指标按近似归并，只作“很可能”。
    """

    code = "P02"
    slug = "boilerplate-indicator"
    title = "套用通用指标"
    severity = Severity.MEDIUM
    policy = ("G101-focused",)
    advice = (
        "改为只有本项目才有的指标，写明本项目的服务对象和变化，例如“__（对象）的__由__提高到__”。"
    )
    bad = document(
        *(
            project(indicator("可持续影响指标", "持续服务企业发展", "持续服务"), name=n, purpose=n)
            for n in _NAMES
        )
    )
    good = document(
        *(
            project(indicator("数量指标", f"{n}合同数", f"{i}份"), name=n, purpose=n)
            for i, n in enumerate(_NAMES, 1)
        )
    )

    def check(
        self, document: Document, context: Context
    ) -> Iterator[tuple[Project | None, Observation]]:
        thresholds = context.settings.thresholds
        projects = [p for p in document.projects if p.scope is Scope.PROJECT]
        needed = max(thresholds.boilerplate_projects, thresholds.boilerplate_share * len(projects))
        for group in _groups(document, projects, context):
            count = len({p.seq for p, _ in group.members})
            if count < needed:
                continue
            (first, row), *others = group.members
            habit = read(row.indicator, context.language).nature in _HABIT
            same = len({comparable(r.indicator.name or "") for _, r in group.members}) == 1
            yield (
                first,
                Observation(
                    quote=row.indicator.name or "",
                    message=(
                        f"“{row.indicator.name}｜{row.indicator.value or '（空）'}”"
                        f"{'' if same else '及其近似写法'}"
                        f"用在本部门{len(projects)}个项目中的{count}个"
                    ),
                    fields=(Field.NAME, Field.VALUE),
                    rows=(row.indicator.row,),
                    severity=Severity.NOTE if habit else None,
                    certainty=Certainty.CERTAIN if same else Certainty.LIKELY,
                    related=tuple(
                        row_location(document, p, r.indicator, Field.NAME) for p, r in others
                    ),
                ),
            )


_Member = tuple[Project, Row]


@dataclass(frozen=True, slots=True)
class _Group:
    """Rows of one class that say the same in different projects, each project once."""

    members: tuple[_Member, ...]


def _groups(document: Document, projects: list[Project], context: Context) -> list[_Group]:
    """Rows with figures are grouped when equal; rows in words already when nearly so."""
    equal: dict[tuple[Category | None, str, str], list[_Member]] = defaultdict(list)
    worded: dict[Category | None, dict[str, list[_Member]]] = defaultdict(lambda: defaultdict(list))
    for current in projects:
        for row in context.corpus.rows(document, current):
            name = comparable(row.indicator.name or "")
            if not name or row.judgement.target.kind is TargetKind.EMPTY:
                continue
            category = row.judgement.category.declared
            if row.judgement.target.kind in _WORDED:
                worded[category][name].append((current, row))
            else:
                value = comparable(row.indicator.value or "")
                equal[category, name, value].append((current, row))
    groups = [_Group(_once(members)) for members in equal.values()]
    for names in worded.values():
        rows = list(names.values())
        for near in around(list(names), [len(members) for members in rows], _NEAR):
            members = [member for at in near for member in rows[at]]
            members.sort(key=lambda m: (m[0].seq, m[1].indicator.row))
            groups.append(_Group(_once(members)))
    return groups


def _once(members: list[_Member]) -> tuple[_Member, ...]:
    """The first row of each project."""
    first: dict[int, _Member] = {}
    for member in members:
        first.setdefault(member[0].seq, member)
    return tuple(first.values())
