"""指标方向错误."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.consistent.cost import amount, is_cost
from auditor.checks.examples import one_row
from auditor.classify.heuristics import read
from auditor.classify.nature import Nature, Reading, is_money, is_percent
from auditor.classify.value_mismatch import value_mismatch_rule
from auditor.classify.words import Words
from auditor.domain import Category, Certainty, Field, Operator, Row, Severity, TargetKind

_FLOOR = frozenset({Operator.AT_LEAST, Operator.MORE})
_CEILING = frozenset({Operator.AT_MOST, Operator.LESS})
#: Money under 成本 that may well be a floor: standards to be paid, savings, income.
_OWED = re.compile(
    r"标准|补助|补贴|资助|救助|救济|奖|待遇|发放|津贴|节|结余|收入|收益|投入|投资|利润|税"
)
#: Shares where more is better; a ceiling on them forbids doing well.
_BETTER_SHARES = frozenset({Nature.SATISFACTION, Nature.PROMPTNESS, Nature.QUALITY_RATE})
_WORSE = re.compile(
    r"不|差|错|误|失|缺|损|退|返|漏|故障|投诉|违|超|逾|死|病|事故|未|上限|控制|延|无|零|重复|异常"
)
_TURNED = re.compile(
    r"下降|减少|降低|压降|处理|排除|处置|响应率|修复率|恢复率|预防|发现|间隔|无|零"
)
#: How long something goes on or is granted; more of it may be the very aim.
_LASTING = re.compile(
    r"服务|运维|维护|养护|保障|质保|保修|使用|持续|寿命|监测|培训|试运行|公示|有效"
)
#: Staff hired, journeys, places to fill, and what is used up: a ceiling is in order.
_CONSUMED = re.compile(
    r"辅助|聘|雇|派|用工|工作人员|服务人员|人员服务|购买|专家|会计师|出国|出访|因公|人口|"
    r"名额|计划数|招|评选|奖|租|使用|流量|耗|类别|退|问题|[错死]链"
)
#: How many are entitled is not for the department to choose; things bought have a ceiling.
_GIVEN_OUT = re.compile(r"待遇|补贴|补助|津贴|发放|慰问|领取|资助|制作|购置|采购|餐|考试")
_GRANTED = re.compile(r"使用|有效|试运行|持续|寿命|质保|保修")
_CYCLE = re.compile(r"(?:周期|工期|时限)$")


class DirectionWrong(RowCheck):
    """指标值的方向与指标的性质相反，例如成本写成“≥”、保障人数写成“≤”。

    方向写反，做得越好反而越不达标：花得越多越算完成，服务的人越少越算完成。

    编制、事故、投诉等越少越好或者有上限的指标用“≤”，补助标准等应当足额发放的指标用“≥”，都不提示；
    周期类指标既可能要求“不短于”也可能要求“不长于”，标为待核。

    已知局限：数量用“≤”有时是采购上限或者名额，表中看不出来时需要人工判断。
    """

    code = "C04"
    slug = "direction-wrong"
    title = "指标方向错误"
    severity = Severity.MEDIUM
    certainty = Certainty.LIKELY
    policy = ("BAOTOU-attributes",)
    advice = (
        "核对指标方向：越多越好的用“≥__”，越少越好的用“≤__”；"
        "确是上限或名额的，在名称中写明“上限”“名额”。"
    )
    bad = one_row("成本指标", "项目总成本", "≥100万元")
    good = one_row("成本指标", "项目总成本", "≤100万元")

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        words, operator = Words(context.language), row.judgement.target.operator
        reading = read(row.indicator, context.language)
        if operator in _FLOOR:
            found = _wrong_floor(row, reading, words)
        elif operator in _CEILING:
            found = _wrong_ceiling(row, reading, words)
        else:
            return
        if found is not None:
            why, certainty = found
            yield Observation(
                quote=row.indicator.value or "",
                message=f"“{row.indicator.name}”的指标值为“{row.indicator.value}”，{why}",
                fields=(Field.VALUE, Field.NAME),
                certainty=certainty,
            )


def _wrong_floor(row: Row, reading: Reading, words: Words) -> tuple[str, Certainty] | None:
    money = is_cost(row) and (amount(row) is not None or is_money(reading.unit))
    if money and not _OWED.search(reading.name + reading.description):
        return "成本应当控制在一定数额以内，用“≥”或“>”方向相反", Certainty.LIKELY
    if words.at_end("direction_fewer", reading.head) and not _TURNED.search(reading.name):
        return "这是越少越好的指标，用“≥”或“>”方向相反", Certainty.LIKELY
    if row.judgement.target.kind is TargetKind.DURATION:
        if words.at_end("direction_deadline", reading.head) and not _LASTING.search(reading.name):
            return "时限越短越好，用“≥”或“>”方向相反", Certainty.LIKELY
        lasting = row.judgement.category.declared is Category.LASTING or _GRANTED.search(
            reading.name
        )
        if _CYCLE.search(reading.head) and not lasting:
            return "时间周期用“≥”，是要求不短于还是不长于，请核对", Certainty.UNSURE
    return None


def _wrong_ceiling(row: Row, reading: Reading, words: Words) -> tuple[str, Certainty] | None:
    if is_percent(reading.unit):
        better = reading.nature in _BETTER_SHARES and not _WORSE.search(
            reading.name + reading.value
        )
        return ("这是越高越好的比率，用“≤”或“<”方向相反", Certainty.LIKELY) if better else None
    filed_as_work = row.judgement.category.declared in (Category.QUANTITY, Category.QUALITY)
    rule = value_mismatch_rule(reading, row.judgement.vagueness, words)
    if rule != "ceiling-on-output" or not filed_as_work or _CONSUMED.search(reading.name):
        return None
    if reading.nature is Nature.PEOPLE_COUNT and not _GIVEN_OUT.search(reading.name):
        return "服务或保障的人数用“≤”或“<”，按字面是人数越少越好", Certainty.LIKELY
    return "按字面是不得多于这个数，是上限还是工作目标，请核对", Certainty.UNSURE
