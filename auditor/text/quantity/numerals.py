"""Numbers as printed: Arabic with thousands separators, and Chinese numerals."""

from __future__ import annotations

from decimal import Decimal

ARABIC = (
    r"(?<![0-9])(?:[0-9]{1,3}(?:,[0-9]{3}){1,6}(?![0-9])|[0-9]{1,18}(?![0-9]))(?:\.[0-9]{1,18})?"
)
"""An unsigned Arabic number in folded text."""

_RUN = "[零〇一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟]{1,24}"
CHINESE = rf"(?:半|{_RUN}亿{_RUN}万(?:{_RUN})?|{_RUN}(?:[万亿]{_RUN}){{0,3}})"
"""A Chinese numeral; a final 万 or 亿 is left to the unit."""

_DIGITS = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True)),
    "〇": 0,
    "两": 2,
}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}


def number(text: str) -> Decimal:
    """The value of a text that `ARABIC` or `CHINESE` matched."""
    if text[-1] in "0123456789":
        return Decimal(text.replace(",", ""))
    if text == "半":
        return Decimal("0.5")
    return Decimal(_chinese(text))


def _chinese(text: str) -> int:
    if len(text) > 1 and all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _TENS:
            section += (digit or 1) * _TENS[character]
            digit = 0
        elif character == "万":
            total += (section + digit) * 10**4
            section = digit = 0
        else:
            total = (total + section + digit) * 10**8
            section = digit = 0
    return total + section + digit
