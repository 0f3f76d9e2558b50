"""指标要素缺失."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checks.base import Context, DocumentCheck, Observation
from auditor.checks.examples import document, indicator, project
from auditor.domain import Document, Field, Indicator, Project, Severity
from auditor.text.normalise import fold

_LABELS = {
    Field.NAME: "三级指标名称",
    Field.VALUE: "指标值",
    Field.BASIS: "指标值确定依据",
    Field.DESCRIPTION: "绩效指标描述",
}
_SEVERITIES = {Field.BASIS: Severity.MEDIUM, Field.DESCRIPTION: Severity.LOW}

#: The row itself says that there is nothing of the kind.
_NOT_APPLICABLE = re.compile("不适用|不满足|不合适|不涉及|不直接产生|不产生|^(?:无|/|-+)$")
#: 无 answers a name that asks for none.
_NONE_WANTED = re.compile("不发生|未发生|零发生|无|没有|杜绝|不出现")


def _says_why(i: Indicator) -> bool:
    name, value = fold(i.name or ""), fold(i.value or "")
    if not value:
        return False
    return bool(_NOT_APPLICABLE.search(name)) or (value == "无" and bool(_NONE_WANTED.search(name)))


class EmptyCell(DocumentCheck):
    """指标行的名称、指标值、依据或描述空着，或者只填了“无”“/”“……”。

    缺了名称或指标值，这一行就不成其为指标；缺了依据，指标值从何而来无法核对。

    已知局限：写明“不适用”的行不指出；依据、描述两栏只在本文件多数行都填写时才检查；原文转换受损而变空的，标为存疑、不指出。
    """

    code = "M03"
    slug = "empty-cell"
    title = "指标要素缺失"
    severity = Severity.HIGH
    policy = ("M88-complete",)
    advice = "补填空着的内容：名称__，指标值__（单位），依据__；不需要的指标，整行删去。"
    bad = document(project(indicator("经济效益指标", "带动社会资金投入", None)))
    good = document(project(indicator("经济效益指标", "带动社会资金投入", "≥200万元")))
    supersedes = ("unclear-measure",)

    def check(
        self, document: Document, context: Context
    ) -> Iterator[tuple[Project | None, Observation]]:
        placeholders = context.language.lexicons.words("value_placeholder")

        def empty(text: str | None, *, names: bool = False) -> bool:
            plain = fold(text or "")
            return not plain or (plain in placeholders and not names)

        rows = [i for p in document.projects for i in p.indicators]
        used = [Field.NAME, Field.VALUE]
        for column in (Field.BASIS, Field.DESCRIPTION):
            if sum(bool(i.text(column).strip()) for i in rows) * 2 > len(rows):
                used.append(column)
        for table in document.projects:
            for i in table.indicators:
                missing = [f for f in used if empty(i.text(f), names=f is not Field.VALUE)]
                if missing and not _says_why(i):
                    yield table, self._observation(i, missing, used)

    def _observation(self, i: Indicator, missing: list[Field], used: list[Field]) -> Observation:
        first = missing[0]
        where = f"“{i.name.strip()}”" if i.name and i.name.strip() else f"“{i.level2 or i.level1}”"
        placeholder = i.text(first).strip()
        labels = "、".join(_LABELS[f] for f in missing)
        if len(missing) == len(used):
            message = f"{where}一行只有分类，{labels}都空着"
        elif placeholder:
            message = f"{where}的指标值只填了“{placeholder}”"
        else:
            message = f"{where}一行的{labels}空着"
        grave = Field.NAME in missing or Field.VALUE in missing
        severity = Severity.MEDIUM if len(missing) == len(used) else None
        return Observation(
            quote=placeholder,
            message=message,
            fields=tuple(missing),
            rows=(i.row,),
            severity=severity if grave else _SEVERITIES[first],
        )
