"""Values in the reader's words."""

from __future__ import annotations

import re
from decimal import Decimal
from math import isfinite

from auditor.domain import Field, Location, Place, Target

FIELD_NAMES = {
    Field.LEVEL1: "一级指标",
    Field.LEVEL2: "二级指标",
    Field.NAME: "三级指标",
    Field.DESCRIPTION: "绩效指标描述",
    Field.VALUE: "指标值",
    Field.BASIS: "指标值确定依据",
    Field.TITLE: "表题",
    Field.PROJECT_NAME: "项目名称",
    Field.PROJECT_CODE: "项目编码",
    Field.BUDGET: "预算数",
    Field.FISCAL_FUNDS: "财政资金",
    Field.OTHER_FUNDS: "其他资金",
    Field.PURPOSE: "资金用途",
    Field.PLAN: "支出计划",
    Field.GOALS: "绩效目标",
    Field.PARAGRAPH: "正文段落",
}

SKIP_KINDS = {
    "unreadable": "无法读取",
    "encrypted": "已加密",
    "no-text-layer": "无文字层",
    "no-tables": "未见指标表",
    "too-large": "文件过大",
    "unsupported": "格式不支持",
    "partial": "部分未读",
    "timeout": "超时",
    "crashed": "处理出错",
}

PROFILES = {
    "hebei-2021": "河北省2021年表式",
    "hebei-2023": "河北省2023年表式",
    "mof-2015": "财预〔2015〕88号表式",
    "mof-2021": "财预〔2021〕101号表式",
    "generic": "未识别出固定表式",
}

#: Beyond this a float keeps fewer digits than are printed, and readers of JSON differ.
_LARGEST_WHOLE = 10**15

#: Characters that steer the direction of text; a cell must not reorder the page around it.
_STEERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_TROUBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u2028\u2029"
    + "".join(sorted(_STEERING))
    + "]"
)


def shown(text: str) -> str:
    """Text that can be printed: what would not show, or would reorder its surroundings, as `�`."""
    return _TROUBLE.sub("\ufffd", text.replace("\r\n", "\n"))


def place(where: Place) -> str:
    """第5页表2第3行，文本第40行: as far as it is known."""
    parts = (
        f"第{where.page}页" if where.page is not None else "",
        f"工作表“{where.sheet}”" if where.sheet is not None else "",
        f"表{where.table}" if where.table is not None else "",
        f"第{where.row}行" if where.row is not None else "",
        f"第{where.column}列" if where.column is not None else "",
    )
    line = f"文本第{where.line}行" if where.line is not None else ""
    return "，".join(part for part in ("".join(parts), line) if part)


def location(where: Location) -> str:
    """项目2第3条指标的指标值, without the way to the spot in the file."""
    parts = (
        f"项目{where.project_seq}" if where.project_seq is not None else "",
        f"第{where.row}条指标" if where.row is not None else "",
        f"正文第{where.paragraph}段" if where.paragraph is not None else "",
    )
    name = FIELD_NAMES[where.field] if where.field and where.paragraph is None else ""
    subject = "".join(parts)
    return f"{subject}的{name}" if subject and name else subject or name or "整个文件"


def money(amount: Decimal | None) -> str:
    """1,234.50万元; as many decimals as are printed, two at least; empty where unknown."""
    if amount is None:
        return ""
    exponent = amount.as_tuple().exponent
    decimals = max(2, -exponent) if isinstance(exponent, int) else 2
    return f"{amount:,.{min(decimals, 6)}f}万元"


def percent(share: Decimal) -> str:
    """25%, with decimals only where there are any."""
    return f"{share.normalize():f}%" if share.is_finite() else f"{share}%"


def share(part: float, whole: float) -> str:
    """40.0%; a dash of nothing."""
    return f"{part / whole:.1%}" if whole else "—"


def rows(numbers: tuple[int, ...]) -> str:
    """第1、3—5条指标."""
    runs: list[list[int]] = []
    for n in sorted(set(numbers)):
        if runs and n == runs[-1][1] + 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    spoken = "、".join(
        str(a) if a == b else f"{a}、{b}" if b == a + 1 else f"{a}—{b}" for a, b in runs
    )
    return f"第{spoken}条指标" if spoken else ""


def target(value: Target) -> str:
    """What was understood of an 指标值, in one short string."""
    if value.date:
        return f"{value.operator or ''}{value.date}"
    unit = value.unit or ""
    low, high = (None if n is None else f"{n.normalize():f}" for n in (value.low, value.high))
    if low is None and high is None:
        return ""
    if low is not None and high is not None and low != high:
        return f"{low}—{high}{unit}"
    return f"{value.operator or ''}{low or high}{unit}"


def number(value: Decimal | None) -> int | float | None:
    """A number as JSON and Excel have them: whole where whole; `None` for what they cannot hold."""
    if value is None or not value.is_finite():
        return None
    if value == value.to_integral_value() and abs(value) < _LARGEST_WHOLE:
        return int(value)
    nearest = float(value)
    return nearest if isfinite(nearest) else None
