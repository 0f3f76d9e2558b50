"""时效笼统."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.examples import one_row
from auditor.checks.vague.grounds import ground, of_works_or_purchase
from auditor.classify.words import Words
from auditor.domain import Category, Certainty, Field, Row, Severity
from auditor.text.normalise import fold

_WORDS = frozenset({"prompt-value", "whole-year-value", "value-repeats-state", "state-on-generic"})
_PROMPT = re.compile("按|及时|如期|准时|规定|约定|时限|期限")
_DEADLINE = re.compile("年内|年底|月底|月末|季末|日前|\\d日")
#: What ends is the project, the contract or the goods: then the date has its object.
_NAMED = ("项目", "合同", "设备", "验收", "工程", "服务", "课题", "年度")
#: A project that is one event ends with it.
_EVENT = re.compile(
    "展演|博览会|展会|参展|大赛|竞赛|比赛|论坛|大会|演出|艺术节|文化节|音乐节|考试|普查|"
    # and so does one that makes one thing, or pays people their due
    "手册|编制|编辑|编印|制作|印刷|出版|修订|规划|改革方案|"
    "资助|助学金|奖学金|救助|补偿|慰问"
)


def about_time_only(row: Row) -> bool:
    """Whether a 时效 row is in words: that is for this rule, not for V01."""
    return row.judgement.category.declared is Category.TIMELINESS and ground(row) in _WORDS


class VagueTimeliness(RowCheck):
    """时效指标只写“按时”“及时”“年底”，行内和项目里都没有说明什么事到期。

    没有截止日期，或者有日期却不知道到期要完成什么，年底都无法核对。

    已知局限：年底的日期本身不是问题，只有名称也空泛时才提示；合同、批复里另有约定的看不到。
    """

    code = "V06"
    slug = "vague-timeliness"
    title = "时效笼统"
    severity = Severity.NOTE
    advice = (
        "写明到期要完成的事和截止日期，例如“__月底前完成__”；分批办理的写“每月__日前”“__日内”。"
    )
    bad = one_row("时效指标", "补偿款发放时效", "按时")
    good = one_row("时效指标", "灌溉泵站完工时间", "2025年9月底")
    supersedes = ("unclear-measure",)

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        indicator, why = row.indicator, ground(row)
        name, value = indicator.name or "", indicator.value or ""
        if about_time_only(row):
            if not _PROMPT.search(fold(value)) or _DEADLINE.search(fold(name)):
                return
            works = of_works_or_purchase(row.project, context.language)
            yield Observation(
                quote=value,
                message=f"“{name}”的指标值“{value}”没有截止日期，年底难以核对是否如期",
                fields=(Field.VALUE, Field.NAME),
                severity=Severity.MEDIUM if works else None,
            )
            return
        if (
            why != "bare-completion-time"
            or row.judgement.category.declared is not Category.TIMELINESS
            or any(word in fold(name) for word in _NAMED)
            or of_works_or_purchase(row.project, context.language)
            or _EVENT.search(fold(row.project.name or ""))
            or self._described(row, context)
        ):
            return
        yield Observation(
            quote=name,
            message=f"“{name}”定为“{value}”，本行和项目中都没有写明到期要完成什么",
            fields=(Field.NAME, Field.VALUE, Field.DESCRIPTION),
            certainty=Certainty.LIKELY,
        )

    def _described(self, row: Row, context: Context) -> bool:
        described = fold(row.indicator.description or "")
        return bool(described) and not Words(context.language).only("name_generic", described)
