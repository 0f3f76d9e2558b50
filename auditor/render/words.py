"""Values in the reader's words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from math import isfinite

from auditor.domain import (
    CategoryJudgement,
    Field,
    Location,
    Measure,
    Place,
    Target,
    VaguenessJudgement,
)

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

#: Figures that a reader can picture: of a hundred rows of one sort, how many.
_MEASURED = (
    (("vagueness", "vague or not: precision"), "判为不明确的，100条里", "标注人员也认为不明确"),
    (("vagueness", "vague or not: recall"), "标注人员认为不明确的，100条里判出", ""),
    (("category", "best class right or acceptable"), "建议的类别，100条里", "正确或可以接受"),
    (("category", "mismatch: precision"), "判为类别不符的，100条里", "属实"),
)

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
    if text.isprintable():  # nearly every text, and told in half the time
        return text
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


def clipped(text: str, length: int) -> str:
    """The beginning of a long text, with …… where the rest is left out."""
    return text if len(text) <= length else f"{text[:length]}……"


def share(part: float, whole: float) -> str:
    """40.0%; a dash of nothing."""
    return f"{part / whole:.1%}" if whole else "—"


def odds(probability: float, unit: str) -> str:
    """A probability as people count: 10条里约7条."""
    if probability >= 0.95:  # noqa: PLR2004 - what would be rounded to all of ten
        return f"10{unit}里9{unit}以上"
    if probability < 0.05:  # noqa: PLR2004 - what would be rounded to none
        return f"10{unit}里不到1{unit}"
    return f"10{unit}里约{max(1, min(9, round(10 * probability)))}{unit}"


def unclear(judgement: VaguenessJudgement) -> str:
    """How often rows written like this one are found unclear.

    Empty without a model, and where it sees less than the rule does: one finding cannot say both.
    """
    if judgement.score is None or judgement.score < 0.5:  # noqa: PLR2004
        return ""
    return f"这样写的指标，{odds(judgement.score, '条')}不够明确"


def better_class(judgement: CategoryJudgement) -> str:
    """Which class a row rather is, and how often that is right.

    Empty without a model, and where it is less than half sure or would leave the row in its class.
    """
    sure = judgement.probability is not None and judgement.probability >= 0.5  # noqa: PLR2004
    if judgement.best in (None, judgement.declared) or not sure:
        return ""
    right = f"这样判断{odds(judgement.probability or 0, '次')}正确"
    return f"更像{judgement.best}（{right}）"


def models(digest: str | None, measures: Iterable[Measure]) -> str:
    """What had a say beside the rules, and how often it was right where that was measured."""
    if digest is None:
        return "没有使用统计模型，是否明确、类别是否合适都按规则判断。"
    by_figure = {(m.model, m.figure): m for m in measures}
    told = "；".join(
        f"{about}{of_hundred(by_figure[key])}{outcome}"
        for key, about, outcome in _MEASURED
        if key in by_figure
    )
    return (
        "是否明确、类别是否合适，由规则和两个统计模型一起判断；模型从人工标注的指标中学得，在本机运行，"
        f"校验值{digest[:16]}。"
        + (f"用没有参加训练的部门检验（括号内为95%区间）：{told}。" if told else "")
        + "“模型估计”是校准过的概率，换成了“10条里约几条”的说法。"
    )


def of_hundred(measure: Measure) -> str:
    """91条（90—92）."""
    value, low, high = (f"{100 * n:.0f}" for n in (measure.value, measure.low, measure.high))
    return f"{value}条（{low}—{high}）"


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
