"""单位与名称不符."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checks.base import Context, Observation, ProjectCheck
from auditor.checks.consistent.cost import is_cost
from auditor.checks.examples import one_row
from auditor.classify.heuristics import read
from auditor.classify.nature import Reading, is_money, is_percent, is_time
from auditor.classify.words import Words
from auditor.domain import Certainty, Document, Field, Project, Row, Severity, TargetKind
from auditor.text.normalise import fold

_NO_UNIT_OF_MONEY = frozenset({"万", "亿", "千", "百万", "千万"})
_MONEY_NAME = re.compile(r"成本|费|经费|支出|金额|资金|投资|产值|税收|营收|收入|价|补助|补贴|奖金")
_COUNTED = re.compile(r"数$|数量|人次|人数|户数|次数|量$")
#: Ends in 率 but is a frequency, a density or a speed, with units of its own.
_NO_SHARE = re.compile(
    r"(?:频|分辨|帧|比特|码|效|功|速|汇|税|利|费|容积|密|死亡|出生|发病|患病|点击|受众)率$"
)
_SHARE = re.compile(r"(?:率|比例|占比|比重)$")
_COUNTS = frozenset({"次", "人次", "个", "条"})
_SEVERAL = re.compile(r"\d.*[;；,，、。/].*\d")


class UnitMismatch(ProjectCheck):
    """指标值的计量单位缺失，或者与指标名称对不上。

    金额只写“万”、比率写成天数、金额和面积只写一个数字，读表时容易误解；单位差一级，数就可能差一万倍。

    单位写在名称里的（如“参训人数（人）”），或者从名称就能看出单位的（人数、次数、数量），都不提示。

    已知局限：行业里有专门单位的比率（分辨率、频率、每十万人发病率等）不在比对范围内。
    """

    code = "C06"
    slug = "unit-mismatch"
    title = "单位与名称不符"
    severity = Severity.LOW
    policy = ("BAOTOU-attributes",)
    advice = "补全或更正计量单位，例如“__万元”“__%”“__平方米”；单位写在名称里的，用括号注明。"
    bad = one_row("成本指标", "项目总成本", "≤350万")
    good = one_row("成本指标", "项目总成本", "≤350万元")

    def check(
        self, document: Document, project: Project, rows: tuple[Row, ...], context: Context
    ) -> Iterator[Observation]:
        words = Words(context.language)
        without_yuan = []
        for row in rows:
            reading = read(row.indicator, context.language)
            if row.judgement.target.kind not in (TargetKind.NUMBER, TargetKind.DURATION):
                continue
            if _bare_money(row, reading):
                without_yuan.append(row)
            elif (found := _mismatch(row, reading, words)) is not None:
                why, certainty = found
                yield Observation(
                    quote=row.indicator.value or "",
                    message=f"“{row.indicator.name}”的指标值为“{row.indicator.value}”，{why}",
                    fields=(Field.VALUE, Field.NAME),
                    rows=(row.indicator.row,),
                    certainty=certainty,
                )
        if without_yuan:
            yield _without_yuan(without_yuan)


def _without_yuan(rows: list[Row]) -> Observation:
    first, more = rows[0].indicator, len(rows) - 1
    message = f"“{first.name}”的指标值“{first.value}”是金额，只写了“万”，缺“元”"
    return Observation(
        quote=first.value or "",
        message=message + (f"；本表另有{more}条同样的写法" if more else ""),
        fields=(Field.VALUE, Field.NAME),
        rows=tuple(row.indicator.row for row in rows),
    )


def _bare_money(row: Row, reading: Reading) -> bool:
    if reading.unit not in _NO_UNIT_OF_MONEY or _COUNTED.search(reading.head):
        return False
    return is_cost(row) or bool(_MONEY_NAME.search(reading.head))


def _mismatch(row: Row, reading: Reading, words: Words) -> tuple[str, Certainty] | None:
    name = fold(row.indicator.name or "")
    if _SEVERAL.search(reading.value):
        return None
    share = bool(_SHARE.search(name)) and not _NO_SHARE.search(name)
    if reading.unit:
        return _wrong_unit(row, reading) if share else None
    if not re.fullmatch(r"[^\u4e00-\u9fffA-Za-z%‰]*\d[^\u4e00-\u9fffA-Za-z%‰]*", reading.value):
        return None
    number = row.judgement.target.low or row.judgement.target.high or 0
    if share and number > 1:
        return "名称是比率，没有百分号", Certainty.CERTAIN
    needed = words.at_end("unit_needed", reading.head)
    if needed and number and not re.search(r"[(\[].*[)\]]", name):
        return f"“{needed[0]}”没有写计量单位", Certainty.CERTAIN
    return None


def _wrong_unit(row: Row, reading: Reading) -> tuple[str, Certainty] | None:
    unit = reading.unit
    if is_percent(unit):
        return None
    if is_time(unit, row.judgement.target) or is_money(unit) or unit in _COUNTS:
        return f"名称是比率，单位却是“{unit}”", Certainty.LIKELY
    return None
