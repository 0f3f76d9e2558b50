"""与往年指标雷同."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks.base import Context, CorpusCheck, Observation, Seen
from auditor.checks.copied import sides
from auditor.checks.examples import document, indicator, project
from auditor.domain import Certainty, Change, CopyKind, CopyPair, Field, Severity

_ROWS = (
    indicator("数量指标", "病虫害监测点数", "≥20个"),
    indicator("质量指标", "监测数据报送合格率", "≥95%"),
    indicator("时效指标", "监测报告报送时限", "每月5日前"),
    indicator("生态效益指标", "绿色防控覆盖率", "≥60%"),
    indicator("社会效益指标", "农户对防控技术的知晓程度", "明显提高"),
)
#: Tables with fewer rows are too easily equal.
_LEAST_ROWS = 4


class YearUnchanged(CorpusCheck):
    """项目的指标和指标值与上一年度一字不差。

    连年不变的目标看不出本年要比上年多做什么、做好什么，可能是直接沿用了上年的表。

    已知局限：任务每年相同的经常性项目，目标不变也可能合理，请人工核对；只有给出往年文件时才能比较。
    """

    code = "P06"
    slug = "year-unchanged"
    title = "与往年指标雷同"
    severity = Severity.LOW
    certainty = Certainty.UNSURE
    policy = ()
    advice = (
        "对照上年完成情况逐项重新测算，例如“由上年的__提高到__”；任务确实不变的，在依据中写明。"
    )
    bad = document(project(*_ROWS, name="农作物病虫害防控"), year=2025)
    good = document(
        project(
            indicator("数量指标", "病虫害监测点数", "≥26个"), *_ROWS[1:], name="农作物病虫害防控"
        ),
        year=2025,
    )
    beside = (document(project(*_ROWS, name="农作物病虫害防控"), year=2024, id="示例上年.txt"),)

    def observe(self, context: Context) -> Iterator[Seen]:
        audited, earlier = sides.documents(context), sides.history(context)
        for pair in sides.last_years(filter(_unchanged, sides.pairs(context))):
            found = sides.project_of(pair.b, audited)
            if found is None:
                continue
            document, current = found
            if not len(pair.aligned) == len(current.indicators) >= _LEAST_ROWS:
                continue
            rows = sides.rows_of(pair, turned=False)
            yield (
                document,
                current,
                Observation(
                    quote=sides.first_name(current, rows),
                    message=(
                        f"本表{len(rows)}行指标的文字和指标值与{pair.a.year}年"
                        f"项目“{pair.a.project_name}”完全相同"
                    ),
                    fields=(Field.VALUE, Field.NAME),
                    rows=rows,
                    related=sides.related(pair.a, audited, earlier),
                    score=pair.similarity,
                ),
            )


def _unchanged(pair: CopyPair) -> bool:
    return all(r.kind is CopyKind.SAME and r.change is Change.UNCHANGED for r in pair.aligned)
