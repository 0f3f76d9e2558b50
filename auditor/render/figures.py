"""Charts of reports, each with its numbers as a table and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median

from auditor.domain import Category, CopyPair, Grade, Report, Vagueness
from auditor.render import charts
from auditor.render.view import Figure, IndexRow, ProjectView
from auditor.render.words import share

#: Bars a chart has at most; the table beside it has them all.
_BARS = 12
_OTHER = "其他"


def of_department(
    report: Report, projects: Sequence[ProjectView], pairs: Sequence[CopyPair]
) -> tuple[Figure, ...]:
    """Vagueness by class, projects by score, and the share of repeated rows."""
    if not any(p.rows for d in report.documents for p in d.projects):
        return ()
    scored = [p for p in projects if p.score is not None]
    figures = (_vagueness(report), _scores(scored), _repeats(report, pairs))
    return tuple(f for f in figures if f.rows)


def lowest(projects: Sequence[ProjectView]) -> frozenset[int]:
    """Numbers of the projects that a chart or a summary names."""
    scored = [p for p in projects if p.score is not None]
    ranked = sorted(scored, key=lambda p: (p.score, p.number))
    return frozenset(p.number for p in ranked[:_BARS])


def _vagueness(report: Report) -> Figure:
    found: dict[str, Counter[Vagueness]] = {c.value: Counter() for c in Category}
    found[_OTHER] = Counter()
    for d in report.documents:
        for p in d.projects:
            for row in p.rows:
                declared = row.judgement.category.declared
                found[declared.value if declared else _OTHER][row.judgement.vagueness.label] += 1
    rows = [
        (name.removesuffix("指标"), tuple(n[v] for v in Vagueness))
        for name, n in found.items()
        if n
    ]
    totals = [sum(values[n] for _, values in rows) for n in range(3)]
    every = sum(totals)
    return Figure(
        id="vagueness",
        title="各类指标写得是否明确",
        alternative=_of(every, zip(Vagueness, totals, strict=True)),
        svg=charts.stacked(rows),
        headers=("类别", *(v.value for v in Vagueness), "合计"),
        rows=tuple(
            (name, *map(str, values), str(sum(values)))
            for name, values in (*rows, ("合计", tuple(totals)))
        ),
        note="明确：能核对是否完成；欠明确：缺口径、基期或标准；空泛：年底无法判断是否完成。",
    )


def _scores(projects: Sequence[ProjectView]) -> Figure:
    """The numbers stand in the list of projects, so the figure has no table of its own."""
    named = lowest(projects)
    drawn = sorted(
        (p for p in projects if p.number in named), key=lambda p: (p.score or 0.0, p.number)
    )
    rows = [(f"{p.number}. {p.title}", p.score or 0.0, f"{p.score:.1f}") for p in drawn]
    left_out = len(projects) - len(rows)
    low = min(projects, key=lambda p: p.score or 0.0) if projects else None
    high = max(projects, key=lambda p: p.score or 0.0) if projects else None
    return Figure(
        id="scores",
        title="各项目得分" + (f"（得分最低的{_BARS}个）" if left_out else ""),
        alternative=f"{len(projects)}个项目，最低{low.score:.1f}分，最高{high.score:.1f}分"
        if low and high
        else "",
        svg=charts.titled_bars(rows, 100),
        headers=(),
        rows=tuple((label, number) for label, _, number in rows),
    )


def _repeats(report: Report, pairs: Sequence[CopyPair]) -> Figure:
    rows = [
        (row.document.id, row.project.seq, row.indicator.row, row.judgement.duplicate_fields)
        for d in report.documents
        for p in d.projects
        for row in p.rows
    ]
    own = {d.document.id for d in report.documents}
    inside, outside = _copied(pairs, own)
    keys = {(document, seq, row) for document, seq, row, _ in rows}
    counted = (
        ("描述同名称", sum("name=description" in fields for *_, fields in rows)),
        (
            "指标值同名称",
            sum("name=value" in f or "description=value" in f for *_, f in rows),
        ),
        ("项目间雷同", len(inside & keys)),
        ("与其他文件雷同", len(outside & keys)),
    )
    every = len(rows)
    return Figure(
        id="repeats",
        title="重复和雷同的指标所占比例",
        alternative=_of(every, counted),
        svg=charts.bars([(name, n, share(n, every)) for name, n in counted], every),
        headers=("情形", "指标数", "占比"),
        rows=tuple((name, str(n), share(n, every)) for name, n in counted),
        note="“指标值同名称”含指标值同描述；雷同只计列入比较的指标，各项目通用的表述不计。",
    )


def _of(every: int, counted: Iterable[tuple[str, int]]) -> str:
    """共62条指标：明确40条（64.5%），…."""
    spoken = "，".join(f"{name}{n}条（{share(n, every)}）" for name, n in counted)
    return f"共{every}条指标：{spoken}"


_Key = tuple[str, int, int]


def _copied(pairs: Iterable[CopyPair], own: set[str]) -> tuple[set[_Key], set[_Key]]:
    """Rows that are alike to another project's of the same report, and to another report's."""
    inside: set[_Key] = set()
    outside: set[_Key] = set()
    for pair in pairs:
        sides = (pair.a, pair.b)
        found = inside if all(s.document in own for s in sides) else outside
        for side in sides:
            if side.document in own and side.project_seq is not None:
                found |= {(side.document, side.project_seq, row) for row in side.rows}
    return inside, outside


# --------------------------------------------------------------------------------------------
# The overview


def of_all(rows: Sequence[IndexRow]) -> tuple[Figure, ...]:
    """How scores are distributed, and where the money under vague indicators is."""
    return tuple(f for f in (_distribution(rows), _money(rows)) if f.rows)


def _distribution(rows: Sequence[IndexRow]) -> Figure:
    scores = [r.score for r in rows if r.score is not None]
    tens = Counter(min(int(score // 10), 9) for score in scores)
    binned = [(f"{n * 10}—{n * 10 + 10}", tens[n]) for n in range(10)]
    told = f"{len(scores)}份报告有得分，中位数{median(scores) if scores else 0:.1f}分"
    graded = Counter(r.grade for r in rows)
    grades = "，".join(f"{g or '不评等级'}{graded[g]}份" for g in (*Grade, None) if graded[g])
    return Figure(
        id="distribution",
        title="得分分布",
        alternative=f"{told}；{grades}",
        svg=charts.columns([(str(n * 10), count) for n, (_, count) in enumerate(binned)]),
        headers=("得分", "报告数"),
        rows=tuple((name, str(n)) for name, n in binned) if scores else (),
        note=f"{told}；{grades}。横轴是每10分一段的起点，末段含100分。",
    )


def _money(rows: Sequence[IndexRow]) -> Figure:
    under = [r for r in rows if r.vague > 0]
    ranked = sorted(under, key=lambda r: (-r.vague, r.department, r.year))[:_BARS]
    longest = float(ranked[0].vague) if ranked else 0.0
    total = sum(r.vague for r in rows)
    budget = sum(r.budget for r in rows)
    told = (
        f"各项目预算合计{budget:,.2f}万元，其中空泛指标折合{total:,.2f}万元"
        f"（{share(float(total), float(budget))}）"
    )
    return Figure(
        id="money",
        title="空泛指标所涉资金" + (f"（最多的{_BARS}份报告）" if len(under) > _BARS else ""),
        alternative=told,
        svg=charts.titled_bars(
            [(f"{r.department} {r.year}", float(r.vague), f"{r.vague:,.0f}万元") for r in ranked],
            longest,
        ),
        headers=("部门和年度", "折合（万元）", "预算（万元）", "占比"),
        rows=tuple(
            (
                f"{r.department} {r.year}",
                f"{r.vague:,.2f}",
                f"{r.budget:,.2f}",
                share(float(r.vague), float(r.budget)),
            )
            for r in ranked
        ),
        note=f"{told}。折合＝项目预算数×该项目空泛指标条数÷指标条数；预算数没有读到的项目不计。",
    )
