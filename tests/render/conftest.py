"""A small hand-made audit that the writers' tests share."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from auditor import scoring
from auditor.checks.examples import document, indicator, project
from auditor.domain import (
    Category,
    CategoryJudgement,
    Certainty,
    Corpus,
    Coverage,
    Document,
    Field,
    Finding,
    Judgement,
    Location,
    Operator,
    Place,
    Reason,
    Severity,
    SkipKind,
    Skipped,
    Target,
    TargetKind,
    Vagueness,
    VaguenessJudgement,
)
from auditor.render import AuditResult, RuleText
from auditor.settings import Scoring, Settings

RULES = {
    r.code: r
    for r in (
        RuleText(
            code="D03",
            slug="desc-equals-name",
            title="描述照抄名称",
            severity=Severity.NOTE,
            fault="绩效指标描述照抄三级指标名称。",
            limits="名称本身已写明口径的，描述相同也无妨。",
            advice="在描述中写明计算公式或统计范围，例如“__÷__×100%”",
        ),
        RuleText(
            code="V01",
            slug="vague-output-value",
            title="产出指标值未量化",
            severity=Severity.HIGH,
            fault="产出指标的指标值没有数量、等级或日期。",
            why="年底无法判断是否完成。",
            advice="写成可核对的目标，例如“≥__（单位）”",
            policy=("quantified",),
        ),
        RuleText(
            code="C01",
            slug="cost-vs-budget",
            title="成本与预算不符",
            severity=Severity.HIGH,
            fault="成本指标的金额与预算数不一致。",
            advice="核对后统一为__万元",
            policy=("matched",),
        ),
        RuleText(
            code="P04",
            slug="stale-year",
            title="年度未更新",
            severity=Severity.MEDIUM,
            fault="文中的年度不是本年度。",
            advice="改为__年度",
        ),
        RuleText(
            code="M01",
            slug="missing-level1",
            title="缺一级指标",
            severity=Severity.HIGH,
            fault="没有产出或效益指标。",
        ),
    )
}

CITATIONS = {
    "quantified": "参照财预〔2015〕88号“细化量化”要求",
    "matched": "参照财预〔2015〕88号“相应匹配”要求",
}


def judgements(*documents: Document) -> dict[tuple[str, int, int], Judgement]:
    """One and the same plain judgement for every row."""
    judgement = Judgement(
        target=Target(
            TargetKind.NUMBER, Operator.AT_LEAST, low=Decimal("95.50"), high=None, unit="%"
        ),
        vagueness=VaguenessJudgement(
            Vagueness.VAGUE, None, (Reason("degree", Field.VALUE, "提升", 0, 2),)
        ),
        category=CategoryJudgement(Category.QUALITY, also=(Category.QUANTITY,)),
        duplicate_fields=("name=description",),
    )
    return {
        (d.id, p.seq, i.row): judgement for d in documents for p in d.projects for i in p.indicators
    }


def finding(
    id: str,
    rule: str,
    severity: Severity = Severity.HIGH,
    *,
    where: Document,
    seq: int | None = 1,
    rows: tuple[int, ...] = (),
    fields: tuple[Field, ...] = (),
    quote: str = "",
    paragraph: int | None = None,
    **more: object,
) -> Finding:
    """A finding of one of `RULES` on a project of `where`."""
    text = RULES[rule]
    field = fields[0] if fields else None
    places = tuple(
        Location(where.id, seq, row, None, field, Place(page=3, table=1, row=row + 9))
        for row in rows
    ) or (Location(where.id, seq, None, paragraph, field, Place(page=2)),)
    made = Finding(
        id=id,
        rule=rule,
        slug=text.slug,
        title=text.title,
        severity=severity,
        certainty=Certainty.CERTAIN,
        document=where.id,
        department=where.department,
        year=where.year,
        project_seq=seq,
        project_name=where.projects[seq - 1].name if seq else None,
        rows=rows,
        fields=fields,
        quote=quote,
        message=f"{text.fault.rstrip('。')}，请核对",
        advice=text.advice,
        policy=text.policy,
        places=places,
        amount=where.projects[seq - 1].budget if seq else None,
    )
    return replace(made, **more)


def audited(
    *documents: Document,
    findings: tuple[Finding, ...] = (),
    settings: Settings | None = None,
    **more: object,
) -> AuditResult:
    """What the writers get for these documents and findings."""
    settings = settings or Settings(scoring=Scoring(minimum_rows=3, minimum_project_rows=2))
    corpus = Corpus(tuple(documents), judgements(*documents))
    return replace(
        AuditResult(
            reports=scoring.score(corpus, findings, settings),
            corpus=corpus,
            findings=findings,
            rules=RULES,
            citations=CITATIONS,
            settings=settings,
            settings_text="{}",
            formula=scoring.formula(settings),
            versions={"auditor": "1.2.3"},
        ),
        **more,
    )


def sample() -> AuditResult:
    """Two departments: one with every kind of finding, one whose name nobody could read."""
    office = document(
        project(
            indicator("数量指标", "培训场次", "≥6场", description="培训场次"),
            indicator("质量指标", "服务质量", "服务质量提升", description="服务质量"),
            indicator("成本指标", "培训成本", "100万元", description="讲课费、场租"),
            indicator(
                "社会效益指标", "服务水平", None, description="服务水平", doubtful=("basis",)
            ),
            name="农民培训",
            code="P001",
            title="1.农民培训绩效目标表",
            budget="50",
            fiscal_funds="50",
            purpose="用于举办培训",
            plan={"6月底": 50, "12月底": 100},
            goals=("举办培训6场", "提高服务水平"),
            doubtful=("plan",),
        ),
        project(indicator("数量指标", "检查次数", "≥12次"), name="日常检查"),
        paragraphs=[("工作保障措施", "按照2021年度绩效自评的要求做好工作。")],
        id="office.docx",
    )
    office = replace(
        office,
        sha256="ab" * 32,
        format="docx",
        department_code="301001",
        region="示例县",
        coverage=Coverage(2, 2, 6, 5),
        skipped=(Skipped("office.docx", "第9页的表没有指标列", SkipKind.PARTIAL, "第9页"),),
    )
    nameless = document(
        project(indicator("数量指标", "场次", "≥1场"), name="某项目"),
        department=None,
        id="unknown.txt",
    )
    note = finding(
        "a0",
        "D03",
        Severity.NOTE,
        where=office,
        rows=(1, 2, 4),
        fields=(Field.DESCRIPTION, Field.NAME),
        quote="培训场次",
    )
    vague = finding(
        "a1", "V01", where=office, rows=(2,), fields=(Field.VALUE,), quote="服务质量提升"
    )
    empty = finding("a2", "V01", where=office, rows=(4,), fields=(Field.VALUE,))
    cost = finding(
        "a3",
        "C01",
        Severity.MEDIUM,
        where=office,
        rows=(3,),
        fields=(Field.VALUE, Field.BUDGET),
        quote="100万元",
        certainty=Certainty.LIKELY,
        related=(Location(office.id, 2, 1, None, Field.VALUE), Location("elsewhere.docx", 1, 1)),
    )
    missing = finding("a4", "M01", where=office, seq=2, fields=(Field.LEVEL1,))
    stale = finding(
        "a5",
        "P04",
        Severity.LOW,
        where=office,
        seq=None,
        paragraph=1,
        fields=(Field.PARAGRAPH,),
        quote="2021年度",
    )
    return audited(
        office,
        nameless,
        findings=(stale, missing, note, cost, empty, vague),
        skipped=(Skipped("b.pdf", "没有文字层，可能是扫描件", SkipKind.NO_TEXT_LAYER),),
    )


@pytest.fixture
def result() -> AuditResult:
    return sample()


@pytest.fixture
def make() -> Callable[..., AuditResult]:
    return audited


@pytest.fixture
def found() -> Callable[..., Finding]:
    return finding


@pytest.fixture
def golden() -> Path:
    return Path(__file__).parent / "golden"
