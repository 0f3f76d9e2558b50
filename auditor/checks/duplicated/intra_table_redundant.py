"""同表指标重复."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from auditor.checks.base import Context, Observation, ProjectCheck, row_location
from auditor.checks.examples import document, indicator, project
from auditor.classify.duplicate_fields import same_but_for_filler
from auditor.domain import (
    Certainty,
    Document,
    Field,
    Project,
    Row,
    Severity,
    TargetKind,
    Vagueness,
)
from auditor.text.normalise import comparable

#: A wish that only spells out a rate adds this many words at most (足额征收 / 足额收取交入财政).
_WORDS_MORE = 2


class IntraTableRedundant(ProjectCheck):
    """同一张表里有两行指标测的是同一件事。

    重复的指标占用了位置，却没有增加要求；也可能是本来要写的另一个指标被覆盖了。

    已知局限：名称、指标值都相同的作“确定”，名称只差泛词的作“很可能”；名称不同而对象相同的，只在两行都缺少可核对的指标值时
    提请核对。
    """

    code = "D06"
    slug = "intra-table-redundant"
    title = "同表指标重复"
    severity = Severity.MEDIUM
    policy = ("G101-focused",)
    advice = "保留表述更准确的一行，另一行改为尚未覆盖的任务或效果，例如“__（任务）__≥__（单位）”。"
    bad = document(
        project(
            indicator("质量指标", "路灯正常亮灯率", "≥98%"),
            indicator("社会效益指标", "路灯正常亮灯率", "≥98%"),
        )
    )
    good = document(
        project(
            indicator("质量指标", "路灯正常亮灯率", "≥98%"),
            indicator("社会效益指标", "夜间交通事故下降率", "≥5%"),
        )
    )

    def check(
        self, document: Document, project: Project, rows: tuple[Row, ...], context: Context
    ) -> Iterator[Observation]:
        if not (project.name or project.title):
            return  # rows of unknown projects
        told: set[int] = set()
        for first, second in combinations(rows, 2):
            if second.indicator.row in told:
                continue
            certainty = _sameness(first, second, context)
            if certainty is None:
                continue
            told.add(second.indicator.row)
            name, other = second.indicator.name or "", first.indicator.name or ""
            same = certainty is not Certainty.UNSURE
            yield Observation(
                quote=name,
                message=f"“{name}”与第{first.indicator.row}行“{other}”"
                + _told(same, identical=comparable(name) == comparable(other)),
                fields=(Field.NAME, Field.VALUE),
                rows=(second.indicator.row,),
                severity=None if same else Severity.LOW,
                certainty=certainty,
                related=(row_location(document, project, first.indicator, Field.NAME),),
            )


def _told(same: bool, *, identical: bool) -> str:
    if same:
        return "名称和指标值相同" if identical else "名称意思相同，指标值也相同"
    return "名称相同，指标值相近，请核对" if identical else "说的是同一对象，内容相近，请核对"


def _sameness(first: Row, second: Row, context: Context) -> Certainty | None:
    """How sure it is that both rows measure the same; `None` where nothing says so."""
    a, b = first.indicator, second.indicator
    if TargetKind.EMPTY in {first.judgement.target.kind, second.judgement.target.kind}:
        return None
    same_value = comparable(a.value or "") == comparable(b.value or "")
    if same_value and same_but_for_filler(a.name, b.name, context.language, forgive_cuts=False):
        told_apart = comparable(a.description or "") != comparable(b.description or "")
        if told_apart or a.other != b.other:
            return None
        identical = comparable(a.name or "") == comparable(b.name or "")
        return Certainty.CERTAIN if identical else Certainty.LIKELY
    if second.judgement.vagueness.label is Vagueness.CLEAR:
        return None
    return Certainty.UNSURE if _same_object(first, second, context) else None


def _same_object(first: Row, second: Row, context: Context) -> bool:
    """Whether two wishes of one class, or a rate and a wish that repeats it, speak of one thing."""
    a, b = (_objects(row.indicator.name or "", context) for row in (first, second))
    if not a or not b:
        return False
    if first.indicator.level2 == second.indicator.level2:
        labels = {row.judgement.vagueness.label for row in (first, second)}
        return labels == {Vagueness.VAGUE} and a == b
    repeats = "name=value" in second.judgement.duplicate_fields
    return repeats and len(a) > 1 and a < b and len(b - a) <= _WORDS_MORE


def _objects(name: str, context: Context) -> frozenset[str]:
    """The words of a name that say of what: no verbs of change, degrees, measures or filler."""
    lexicons = context.language.lexicons
    passed_over = frozenset().union(
        *(
            lexicons.words(n)
            for n in ("change_verb", "degree", "abstract_noun", "filler", "rate_suffix")
        )
    )
    synonyms = {row[0]: row[1] for row in lexicons.table("synonym")}
    return frozenset(
        synonyms.get(word, word)
        for word in context.language.words(name)
        if len(word) > 1 and word not in passed_over
    )
