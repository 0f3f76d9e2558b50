"""部门间整表雷同."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks.base import Context, CorpusCheck, Observation, Seen
from auditor.checks.copied import sides
from auditor.checks.examples import document, indicator, project
from auditor.domain import Certainty, CopyScope, Field, Severity

_ROWS = (
    indicator("数量指标", "非遗展演进社区场次", "≥24场"),
    indicator("质量指标", "展演节目审核通过率", "100%"),
    indicator("时效指标", "展演年度计划完成时间", "11月底前"),
    indicator("社会效益指标", "群众对非遗项目的知晓程度", "明显提高"),
)


class DepartmentAlike(CorpusCheck):
    """项目的指标表与另一个部门的项目大部分雷同，两个项目却不是同一类事。

    指标照着别的部门写，产出和效果就不是按本项目的任务测算的，目标能否实现无从谈起。

    各部门都这样写的行（如服务对象满意度）和规定的模板文字不计；名称相近的同类项目、只有一部分行雷同的项目只作提示。

    已知局限：只比较一起审核的文件和给定的往年资料；年度不同时算在后一年，与主管部门雷同时算在下属单位，
    其余分不清谁先谁后；同一上级统一下达的指标，可用模板文件排除。
    """

    code = "P05"
    slug = "department-alike"
    title = "部门间整表雷同"
    severity = Severity.MEDIUM
    certainty = Certainty.LIKELY
    policy = ("E10-soundness", "M88-directed")
    advice = (
        "按本项目的任务重写雷同的行，写明本部门特有的对象、数量和效果，例如“__（对象）__数≥__”。"
    )
    bad = document(project(*_ROWS, name="农田水利维修"))
    good = document(project(indicator("数量指标", "清淤河道长度", "≥12公里"), name="农田水利维修"))
    beside = (
        document(project(*_ROWS, name="非遗展演"), department="示例县文化馆", id="示例二.txt"),
    )

    def observe(self, context: Context) -> Iterator[Seen]:
        audited, earlier = sides.documents(context), sides.history(context)
        told: set[tuple[str, int | None]] = set()
        for pair in sides.pairs(context):
            if pair.scope is not CopyScope.DEPARTMENT:
                continue
            for own, other in sides.bearers(pair, audited):
                found = sides.project_of(own, audited)
                if found is None or (own.document, own.project_seq) in told:
                    continue
                told.add((own.document, own.project_seq))
                document, current = found
                rows = sides.rows_of(pair, turned=own is pair.a)
                yield (
                    document,
                    current,
                    Observation(
                        quote=sides.first_name(current, rows),
                        message=(
                            f"{sides.extent(pair, len(current.indicators))}，与之雷同的是"
                            f"{sides.called(other)}的“{other.project_name}”"
                        ),
                        fields=(Field.NAME, Field.VALUE),
                        rows=rows,
                        severity=_severity(pair.akin, pair.whole),
                        certainty=None if pair.whole and not pair.akin else Certainty.UNSURE,
                        related=sides.related(other, audited, earlier),
                        score=pair.similarity,
                    ),
                )


def _severity(akin: bool, whole: bool) -> Severity | None:
    if akin:
        return Severity.NOTE
    return None if whole else Severity.NOTE
