"""Writes made-up documents as the two kinds of plain-text dump, so that reading can be undone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from auditor.checks.examples import document, indicator, project
from auditor.domain import Document, Indicator, Project, RawDocument
from auditor.readers import dump
from auditor.tables import understand

HEBEI = ("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据")


@dataclass(frozen=True, slots=True)
class Form:
    """How the made-up department prints its tables."""

    columns: tuple[str, ...] = HEBEI
    titles: bool = True
    unit_line: bool = True
    labelled_goals: bool = False
    months_per_row: int = 4
    cover: tuple[str, ...] = ()


def parsed(text: str) -> Document:
    """The document that is understood from a dump."""
    return understand(RawDocument("例.txt", "text", "", dump.content(text)), "例.txt")


def row_per_line(made: Document, form: Form) -> str:
    """A row is a line, tabs between its cells; empty lines between paragraphs."""
    parts = [*form.cover, *_narrative(made)]
    for one in made.projects:
        parts += _above(made, one, form)
        table = [*_fields(one, form), *_indicators(one, form)]
        width = max(len(row) for row in table) + 1
        parts.append("\n".join("\t".join([*row, *[""] * (width - len(row))]) for row in table))
    return "\n\n".join(parts) + "\n"


def cell_per_line(made: Document, form: Form) -> str:
    """A cell is a line that begins with a tab; empty lines between rows, more between tables."""
    parts = [*form.cover, *_narrative(made)]
    text = "\n".join(parts) + "\n \n"
    for one in made.projects:
        for line in _above(made, one, form):
            text += f"{line}\n"
        for table in (_fields(one, form), _indicators(one, form)):
            text += "\n".join("".join(f"\t{cell}\n" for cell in row) for row in table) + "\n\n \n"
    return text


def _narrative(made: Document) -> list[str]:
    lines = ["第一部分", "部门整体绩效目标"]
    for number, (section, group) in enumerate(groupby(made.paragraphs, key=lambda p: p.section), 1):
        lines.append(f"{'一二三四五六七'[number - 1]}、{section}")
        lines += [paragraph.text for paragraph in group]
    return [*lines, "第二部分", "预算项目绩效目标"]


def _above(made: Document, one: Project, form: Form) -> list[str]:
    lines = [one.title] if one.title and form.titles else []
    if form.unit_line and made.department_code:
        lines.append(f"{made.department_code} {made.department}本级")
    return [*lines, "单位：万元"]


def _fields(one: Project, form: Form) -> list[list[str]]:
    rows = [
        ["项目编码", one.code or "", "", "项目名称", one.name or ""],
        [
            *("预算规模及资金用途", "预算数", _number(one.budget), "其中：财政资金"),
            *(_number(one.fiscal_funds), "其他资金", _number(one.other_funds)),
        ],
        ["", one.purpose or ""],
    ]
    step = form.months_per_row
    for start in range(0, len(one.plan), step):
        part = one.plan[start : start + step]
        if start and len(part) == 1:
            rows.append([part[0][0], f"{part[0][1]}%"])
            continue
        rows.append(["" if start else "资金支出计划（%）", *(month for month, _ in part)])
        rows.append(["", *(f"{percent}%" for _, percent in part)])
    for number, goal in enumerate(one.goals, 1):
        label = "绩效目标" if number == 1 else ""
        rows.append(
            [label, f"目标{number}", goal] if form.labelled_goals else [label, f"{number}.{goal}"]
        )
    return rows


def _number(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"


def _indicators(one: Project, form: Form) -> list[list[str]]:
    rows = [list(form.columns)]
    level1: str | None = None
    for row in one.indicators:
        cells = {
            "一级指标": "" if row.level1 == level1 else row.level1,
            "二级指标": row.level2,
            "三级指标": row.name,
            "绩效指标描述": row.description,
            "指标值": row.value,
            "指标值确定依据": row.basis,
        }
        level1 = row.level1
        rows.append([cells["".join(column.split())] or "" for column in form.columns])
    return rows


# ------------------------------------------------------------------------------------------------
# Departments that do not exist


def school_year() -> Document:
    """An education office with two projects."""
    made = document(
        project(
            indicator(
                "数量指标", "资助学生人数", "≥1200人", description="全年受资助的在校学生人数"
            ),
            indicator(
                "质量指标", "资助对象认定准确率", "100%", description="认定无误人数÷资助人数"
            ),
            indicator("时效指标", "资助金发放时间", "每学期开学后45天内", description="发放用时"),
            indicator(
                "成本指标", "高中生资助标准", "=2000元/人/年", description="每人每年资助金额"
            ),
            indicator("社会效益指标", "因贫失学人数", "0人", description="因家庭困难失学的人数"),
            indicator("满意度指标", "受助学生满意度", "≥90%", description="问卷满意人数占比"),
            title="1.高中家庭困难学生资助绩效目标表",
            name="高中家庭困难学生资助",
            code="13072525P00123410001A",
            budget="240",
            fiscal_funds="200",
            other_funds="40",
            purpose="用于发放高中家庭困难学生国家助学金。",
            plan={"3月底": 25, "6月底": 50, "10月底": 75, "12月底": 100},
            goals=["资助学生1200人，应助尽助", "资助金按时发放到卡"],
        ),
        project(
            indicator("数量指标", "采购课桌椅数量", "1500套", description="采购的单人课桌椅套数"),
            indicator("质量指标", "产品验收合格率", "100%", description="验收合格套数÷采购套数"),
            indicator(
                "社会效益指标", "改善就读条件的学生数", "≥1500人", description="使用新课桌椅的学生"
            ),
            title="2.农村小学课桌椅更新绩效目标表",
            name="农村小学课桌椅更新",
            code="13072525P00123410002B",
            budget="37.5",
            fiscal_funds="37.5",
            purpose="购置课桌椅1500套，每套250元。",
            plan={"6月底": 40, "12月底": 100},
            goals=["更新农村小学课桌椅1500套"],
        ),
        paragraphs=[
            ("总体绩效目标", "2025年，全县高中阶段毛入学率达到95%以上，城乡教育差距进一步缩小。"),
            ("分项绩效目标", "（一）学生资助。应助尽助，资助资金按时足额发放。"),
            ("工作保障措施", "（一）健全制度。修订资助资金管理办法，落实专人负责。"),
        ],
        department="某云县教育体育局",
        year=2025,
    )
    return _with(made, department_code="360001")


def water_year() -> Document:
    """A water bureau, three months in its plan, 效果指标 for 效益指标."""
    made = document(
        project(
            indicator("数量指标", "清淤河道长度", "12.5公里", description="完成清淤的河道长度"),
            indicator("质量指标", "单元工程验收合格率", "100%", description="合格单元÷全部单元"),
            indicator("时效指标", "主汛期前完工率", "100%", description="5月31日前完工的河段占比"),
            indicator(
                "社会效益指标", "受益村数", "18个", description="防洪受益村", level1="效果指标"
            ),
            indicator(
                "生态效益指标",
                "河道水质类别",
                "Ⅲ类及以上",
                description="断面水质",
                level1="效果指标",
            ),
            indicator("满意度指标", "沿河村民满意度", "≥92%", description="抽样调查满意比例"),
            title="1.清水河清淤工程绩效目标表",
            name="清水河清淤工程",
            code="13072522P00555510003C",
            budget="980",
            fiscal_funds="980",
            purpose="用于清水河12.5公里河道清淤疏浚。",
            plan={"3月底": 30, "6月底": 80, "12月底": 100},
            goals=["主汛期前完成12.5公里河道清淤，河道行洪能力达到10年一遇"],
        ),
        paragraphs=[("总体绩效目标", "确保全县河道安全度汛，用水总量控制在1.2亿立方米以内。")],
        department="某云县水务局",
        year=2022,
        profile="hebei-2021",
    )
    return _with(made, department_code="412001")


def _with(made: Document, department_code: str) -> Document:
    return replace(made, department_code=department_code)


def same_rows(row: Indicator) -> tuple[str | None, ...]:
    """What a reader must give back of an indicator."""
    return (row.level1, row.level2, row.name, row.description, row.value, row.basis)
