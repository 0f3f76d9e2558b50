"""Cost rows read as money that can, or cannot, be compared with a project's budget."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from auditor.classify.words import Words
from auditor.domain import Category, Project, Row, TargetKind
from auditor.text.normalise import fold

#: Units of money in 万元; a bare 万 under 成本 is money whose 元 was left out.
TEN_THOUSANDS = {
    "亿元": Decimal(10000),
    "亿": Decimal(10000),
    "万元": Decimal(1),
    "万": Decimal(1),
    "万元人民币": Decimal(1),
    "千元": Decimal("0.1"),
    "元": Decimal("0.0001"),
    "元人民币": Decimal("0.0001"),
}


def is_cost(row: Row) -> bool:
    """Whether the row is filed under 成本."""
    return row.judgement.category.declared is Category.COST


def amount(row: Row) -> Decimal | None:
    """The one amount of money the value states, in 万元; `None` for prices per something."""
    target = row.judgement.target
    if target.kind is not TargetKind.NUMBER or target.unit not in TEN_THOUSANDS:
        return None
    number = target.high if target.high is not None else target.low
    return None if number is None else number * TEN_THOUSANDS[target.unit]


def is_part(row: Row, words: Words) -> bool:
    """Whether the row speaks of a price, a share, a stage or another basis than the whole cost."""
    text = fold((row.indicator.name or "") + (row.indicator.description or ""))
    return bool(words.inside("cost_part", text))


def is_total(row: Row, words: Words) -> bool:
    """Whether the row names the whole cost of its project."""
    text = fold((row.indicator.name or "") + (row.indicator.description or ""))
    return bool(words.inside("cost_total", text)) and not words.inside("cost_part", text)


def same_money(cost: Decimal, fund: Decimal) -> bool:
    """Whether the cost is the fund, as exactly as the cost is printed.

    A cost of whole 万元 is often the fund rounded, up or to the nearest; two decimals of a 万元 are
    as fine as budgets are printed.
    """
    step = Decimal(1).scaleb(-min(2, _decimals(cost)))
    printed = cost.quantize(step, ROUND_HALF_UP)
    return printed in (fund.quantize(step, ROUND_HALF_UP), fund.quantize(step, ROUND_CEILING))


def equals_any_fund(money: Decimal, project: Project) -> bool:
    """Whether the amount is the project's budget or one of the two funds it consists of."""
    funds = (project.budget, project.fiscal_funds, project.other_funds)
    return any(fund is not None and same_money(money, fund) for fund in funds)


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def plain(number: Decimal) -> str:
    """The number as people write it: `141.36`, `50`."""
    text = format(number.normalize(), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
