"""Which field of a row a column's heading names: the contract's names or the words of forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from auditor.tables.wording import column_role, field_role, flat_role
from auditor.text.normalise import fold

#: What a row says of itself, in the contract's order.
TEXTS = (
    "id", "region", "department", "year", "project_name", "project_code", "purpose", "goals",
    "level1", "level2", "level3", "description", "value", "basis",
)  # fmt: skip
LABELS = ("vagueness", "category", "category_also", "duplicate_fields", "value_mismatch")
ABOUT = ("source", "annotator", "note")
NAMES = (*TEXTS, *LABELS, *ABOUT)

#: How messages to a person call each field, and how a workbook heads its column.
HEADINGS = {
    "id": "编号",
    "region": "地区",
    "department": "部门",
    "year": "年度",
    "project_name": "项目名称",
    "project_code": "项目编码",
    "purpose": "资金用途",
    "goals": "绩效目标",
    "level1": "一级指标",
    "level2": "二级指标",
    "level3": "三级指标",
    "description": "绩效指标描述",
    "value": "指标值",
    "basis": "指标值确定依据",
    "vagueness": "空泛程度",
    "category": "应属类别",
    "category_also": "也可归入",
    "duplicate_fields": "重复字段",
    "value_mismatch": "值不对应",
    "source": "来源",
    "annotator": "标注人",
    "note": "备注",
}
_FIELDS = {
    **{name: name for name in NAMES},
    **{heading: name for name, heading in HEADINGS.items()},
    "空泛": "vagueness",
    "明确程度": "vagueness",
    "空泛标注": "vagueness",
    "类别": "category",
    "类别标注": "category",
    "其他可接受类别": "category_also",
    "值错配": "value_mismatch",
    "值与指标不符": "value_mismatch",
    "project": "project_name",
    "地域": "region",
    "说明": "note",
}
_COLUMN_ROLES = {
    **{role: role for role in ("level1", "level2", "description", "value", "basis")},
    **{role: role for role in ("term_value", "sign", "measure", "name_or_label")},
    "name": "level3",
}
_SUBSTITUTES = (("name_or_label", "level3"), ("unit", "department"), ("term_value", "value"))
_OPERATORS = ("≥", "≤", "=", ">", "<", "≠", "≈")
_QUALITATIVE = ("定性", "定性指标")
_NO_UNIT = ("", "无", "-", "不适用")
_FIELD_ROLES = {
    **{role: role for role in ("department", "department_code", "purpose", "goals", "unit")},
    "code": "project_code",
    "name": "project_name",
}


def fields(headings: Iterable[str]) -> dict[str, str]:
    """The field each heading names, the first of several that name one.

    `sign`, `measure` and `term_value` are parts of the value; headings that are not here are kept
    by whoever reads under their own names.
    """
    found: dict[str, str] = {}
    for heading in headings:
        role = _field(heading)
        if role is not None and role not in found.values():
            found.setdefault(heading, role)
    taken = set(found.values())
    for substitute, field in _SUBSTITUTES:
        for heading, role in list(found.items()):
            if role == substitute:
                if field in taken:
                    del found[heading]
                else:
                    found[heading] = field
    return found


def _field(heading: str) -> str | None:
    plain = fold(heading).lower()
    if plain in _FIELDS:
        return _FIELDS[plain]
    if (role := column_role(heading)) is not None:
        return _COLUMN_ROLES.get(role)
    if (role := flat_role(heading)) in {"department", "unit", "year"}:
        return role
    role = field_role(heading)
    return _FIELD_ROLES.get(role) if role is not None else None


def value_of(given: Mapping[str, Any]) -> Any:
    """The value with its sign and unit, where the file has them in columns of their own."""
    sign, number, unit = (given.get(name) for name in ("sign", "value", "measure"))
    if not isinstance(number, str) or not number or not (sign or unit):
        return number
    sign, unit = str(sign or "").strip(), str(unit or "").strip()
    operator = fold(sign) in _OPERATORS and fold(number[0]) not in _OPERATORS
    bare = unit in _NO_UNIT or number.endswith(unit) or sign in _QUALITATIVE
    return (sign if operator else "") + number + ("" if bare else unit)
