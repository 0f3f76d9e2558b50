"""项目间整表雷同."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks.base import Context, CorpusCheck, Observation, Seen
from auditor.checks.copied import sides
from auditor.checks.examples import document, indicator, project
from auditor.domain import Certainty, CopyKind, CopyPair, CopyScope, Field, Severity

_ROWS = (
    indicator("质量指标", "设备正常运转率", "≥90%"),
    indicator("时效指标", "事项办结及时率", "≥90%"),
    indicator("社会效益指标", "维护社会稳定", "有效维护"),
    indicator("可持续影响指标", "持续正常办公", "≥90%"),
)


#: A part needs so many rows, and one that tells by itself (twelve characters that are rare, or an
#: odd figure): else the kind of work and common forms of words account for it.
_PART_ROWS, _PART_STRONGEST = 5, 1.2


class CloneTable(CorpusCheck):
    """同一部门两个项目的指标表大部分雷同，用途却不同。

    指标应当针对本项目要办的事；换个项目名就能通用的指标，说不清各自的产出和效果。

    各部门都这样写的行（如服务对象满意度）不计。名称相近的同类项目（如分片区、分年度）本可相似，
    一组只提示一次。

    已知局限：只有一部分行雷同的，标为待核，其中行数少、没有特别文字或数字的，或多数行只是相似的，只作提示；
    项目名称看不出是同类项目时，会按不同项目对待。
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

    def observe(self, context: Context) -> Iterator[Seen]:
        audited, earlier = sides.documents(context), sides.history(context)
        told: set[tuple[str, int | None]] = set()
        groups: set[str] = set()
        for pair in sides.pairs(context):
            own, key = pair.b, (pair.b.document, pair.b.project_seq)
            found = sides.project_of(own, audited)
            if pair.scope is not CopyScope.PROJECT or found is None or key in told:
                continue
            if pair.akin and pair.cluster in groups:
                continue
            told.add(key)
            groups.add(pair.cluster)
            document, current = found
            rows = sides.rows_of(pair, turned=False)
            where = f"项目{pair.a.project_seq}" if own.document == pair.a.document else "项目"
            yield (
                document,
                current,
                Observation(
                    quote=sides.first_name(current, rows),
                    message=(
                        f"{sides.extent(pair, len(current.indicators))}，"
                        f"与之雷同的是{where}“{pair.a.project_name}”{_more(pair, context)}"
                    ),
                    fields=(Field.NAME, Field.VALUE),
                    rows=rows,
                    severity=_severity(pair),
                    certainty=_certainty(pair),
                    related=sides.related(pair.a, audited, earlier),
                    score=pair.similarity,
                ),
            )


def _severity(pair: CopyPair) -> Severity | None:
    slight = len(pair.aligned) < _PART_ROWS or pair.strongest < _PART_STRONGEST
    if pair.akin or (slight and not pair.whole):
        return Severity.NOTE
    same = sum(row.kind is CopyKind.SAME for row in pair.aligned)
    near = sum(row.kind is CopyKind.NEAR for row in pair.aligned)
    if pair.whole and 2 * near < len(pair.aligned):
        return None
    return Severity.MEDIUM if pair.whole or 2 * same > len(pair.aligned) else Severity.NOTE


def _certainty(pair: CopyPair) -> Certainty:
    if pair.akin or not pair.whole:
        return Certainty.UNSURE
    return Certainty.CERTAIN if pair.kind is CopyKind.SAME else Certainty.LIKELY


def _more(pair: CopyPair, context: Context) -> str:
    """How many projects are alike beyond these two."""
    groups = context.corpus.copies.clusters if context.corpus.copies else ()
    size = next((len(g.members) for g in groups if g.id == pair.cluster), 0)
    return f"，这一组共有{size}个雷同的项目" if size > 2 else ""  # noqa: PLR2004  (two are told)
