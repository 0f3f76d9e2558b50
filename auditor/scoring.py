"""Findings to points and 优/良/中/差, by a published formula.

Row, project and department each start at 100 and lose points to findings:

- a row loses `severity x certainty` for each finding on it. Findings quoted from the same field do
  not add up fully: sorted dearest first, each keeps `repeat` of the share before it;
- a project is the mean of its rows (so that long and short tables compare), less what findings on
  the form as a whole take, up to a limit;
- a department is the mean of its projects weighted by the square root of their rows, less what
  findings on the narrative take, up to a limit. Equal weights would let a table of two rows count
  as much as one of thirty; weights by rows would let one long table drown all others.

Every step is a capped sum of non-negative losses, so that settling a finding never lowers a score
and the order of findings does not matter. `FORMULA` says the same to the department.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from math import fsum, sqrt

from auditor.domain import (
    Certainty,
    Corpus,
    Cost,
    Coverage,
    Document,
    DocumentReport,
    Finding,
    Grade,
    Project,
    ProjectReport,
    Report,
    Review,
    Score,
    Severity,
    offices,
)
from auditor.settings import Points, Scoring, Settings

FORMULA = """\
一、指标得分。每条指标以100分起算，针对该条指标的每个问题按“程度×把握”扣分：\
程度为高扣{row.high:g}分、中扣{row.medium:g}分、低扣{row.low:g}分、提示扣{row.note:g}分；\
把握为“确定”的按全额计，“很可能”的按{likely:.0%}计，“待核”的按{unsure:.0%}计。\
同一栏目上有多个问题时不重复全额扣分：扣分最多的一个全额计，其后每一个依次再乘以{repeat:.0%}。\
单条指标最低为0分。
二、项目得分。等于该项目各条指标得分的平均数，再减去针对项目整张表（含涉及多条指标）的问题的扣分：\
高扣{project.high:g}分、中扣{project.medium:g}分、低扣{project.low:g}分、提示扣{project.note:g}分，\
把握与重复的折算办法同上，合计最多扣{project_limit:g}分。用平均数，是为了让指标多的表和指标少的表可以相比。
三、部门得分。等于各项目得分以“指标条数的平方根”为权数的加权平均数，再减去针对正文等不属于某一项目的问题的扣分：\
高扣{document.high:g}分、中扣{document.medium:g}分、低扣{document.low:g}分、提示扣{document.note:g}分，\
合计最多扣{document_limit:g}分。用平方根，是为了既不让两三条指标的小表与几十条的大表等量齐观，\
也不让一张大表决定全部得分。没有读到指标的项目不计分。
四、等级。{excellent:g}分及以上为优，{good:g}分及以上为良，{fair:g}分及以上为中，{fair:g}分以下为差。\
部门读到的指标不足{minimum_rows}条，或者读到的指标行不到应有的{minimum_coverage:.0%}时，\
部门只给得分，不评等级；指标不足{minimum_project_rows}条的项目只给得分，不评等级。
五、经复核认定为“误报”的问题不扣分。任何一个问题消除后，得分只会提高或不变。
六、“改了能加多少分”是把该类问题全部去掉后重新计算得出的，几类问题之间有重叠，不宜相加。"""


def formula(settings: Settings) -> str:
    """The formula in Chinese with the numbers of these settings, a paragraph a line."""
    scoring = settings.scoring
    return FORMULA.format(**{name: getattr(scoring, name) for name in scoring.__struct_fields__})


def score(corpus: Corpus, findings: Sequence[Finding], settings: Settings) -> tuple[Report, ...]:
    """One report per department and year, sorted; dismissed findings leave no trace in it.

    A document whose department or year is unknown has a report of its own, so that no department
    is ever shown another's text; so have departments of one name in different regions. A file of
    nobody in which nothing was found is told among what was not read, and has no report.
    """
    counted = [f for f in findings if f.review is not Review.FALSE_ALARM]
    by_document: dict[str, list[Finding]] = defaultdict(list)
    for finding in counted:
        by_document[finding.document].append(finding)
    audited = sorted(
        (
            d
            for d in corpus.documents
            if d.duplicate_of is None
            and (d.projects or by_document[d.id] or (d.department and d.year))
        ),
        key=lambda d: d.id,
    )
    return tuple(
        _report(corpus, group, by_document, settings.scoring)
        for group in _departments(audited, offices(corpus.documents, corpus.history))
    )


def _departments(documents: Iterable[Document], whose: Mapping[str, str]) -> list[list[Document]]:
    """Documents that one report tells about, in the order of the reports."""
    named: dict[tuple[str, int], list[Document]] = defaultdict(list)
    groups: list[list[Document]] = []
    for document in documents:
        if document.department is None or document.year is None:
            groups.append([document])
        else:
            named[whose[document.id], document.year].append(document)
    for same_name in named.values():
        groups += _told_apart(same_name)
    return sorted(
        groups,
        key=lambda g: (
            g[0].department is None,
            g[0].department or "",
            g[0].year or 0,
            g[0].region or "",
            g[0].department_code or "",
            g[0].id,
        ),
    )


def _told_apart(documents: list[Document]) -> list[list[Document]]:
    """Split departments that share a name and region only: another code is another one."""
    codes = {d.department_code for d in documents if d.department_code}
    if len(codes) <= 1:
        return [documents]
    groups: dict[str | None, list[Document]] = defaultdict(list)
    for document in documents:
        groups[document.department_code].append(document)
    return list(groups.values())


# --------------------------------------------------------------------------------------------
# Losses


@dataclass(frozen=True, slots=True)
class _Loss:
    finding: Finding
    points: float


def _total(losses: Iterable[_Loss]) -> float:
    return fsum(loss.points for loss in losses)


def _capped(losses: Sequence[_Loss], limit: float, factor: float = 1.0) -> list[_Loss]:
    """The losses times `factor`; where they pass the limit together each bears its share."""
    total = _total(losses) * factor
    scale = factor * (limit / total if total > limit else 1.0)
    return [_Loss(loss.finding, loss.points * scale) for loss in losses]


def _losses(
    findings: Iterable[Finding], points: Points, limit: float, scoring: Scoring
) -> list[_Loss]:
    """What findings on one subject take together; the field is the one quoted from."""
    by_field: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for finding in findings:
        by_field[finding.fields[:1]].append(finding)
    losses = []
    for _, group in sorted(by_field.items()):
        weighed = sorted(
            ((_weight(f, points, scoring), f) for f in group),
            key=lambda pair: (-pair[0], pair[1].id),
        )
        losses += [_Loss(f, weight * scoring.repeat**n) for n, (weight, f) in enumerate(weighed)]
    return _capped(losses, limit)


def _weight(finding: Finding, points: Points, scoring: Scoring) -> float:
    severity = {
        Severity.HIGH: points.high,
        Severity.MEDIUM: points.medium,
        Severity.LOW: points.low,
        Severity.NOTE: points.note,
    }[finding.severity]
    certainty = {
        Certainty.CERTAIN: 1.0,
        Certainty.LIKELY: scoring.likely,
        Certainty.UNSURE: scoring.unsure,
    }[finding.certainty]
    return severity * certainty


# --------------------------------------------------------------------------------------------
# Row, project, department


@dataclass(frozen=True, slots=True)
class _ProjectScore:
    """`losses` add up to what the project misses to 100; `weight` is 0 where no row was read."""

    project: Project
    points: float
    weight: float
    row_points: tuple[float, ...]
    losses: tuple[_Loss, ...]


def _project_score(
    project: Project, findings: Iterable[Finding], scoring: Scoring
) -> _ProjectScore:
    rows: dict[int, list[Finding]] = {i.row: [] for i in project.indicators}
    whole = []
    for finding in findings:
        if len(finding.rows) == 1 and finding.rows[0] in rows:
            rows[finding.rows[0]].append(finding)
        else:
            whole.append(finding)
    row_losses = [_losses(on_row, scoring.row, 100, scoring) for on_row in rows.values()]
    losses = _capped(list(chain.from_iterable(row_losses)), 100, 1 / max(len(rows), 1))
    losses += _losses(whole, scoring.project, scoring.project_limit, scoring)
    losses = _capped(losses, 100)
    return _ProjectScore(
        project=project,
        points=100 - _total(losses),
        weight=sqrt(len(rows)),
        row_points=tuple(_rounded(100 - _total(lost)) for lost in row_losses),
        losses=tuple(losses),
    )


def _department_losses(
    projects: Sequence[_ProjectScore], narrative: Sequence[Finding], scoring: Scoring
) -> list[_Loss]:
    weights = fsum(p.weight for p in projects)
    losses = [
        _Loss(loss.finding, loss.points * p.weight / weights)
        for p in projects
        if p.weight
        for loss in p.losses
    ]
    losses += _losses(narrative, scoring.document, scoring.document_limit, scoring)
    return _capped(losses, 100)


def _rounded(points: float) -> float:
    """One decimal, as printed: the grade follows what the reader sees."""
    return round(min(max(points, 0.0), 100.0), 1)


def _grade(points: float, scoring: Scoring) -> Grade:
    if points >= scoring.excellent:
        return Grade.EXCELLENT
    if points >= scoring.good:
        return Grade.GOOD
    return Grade.FAIR if points >= scoring.fair else Grade.POOR


def _by_rule(losses: Iterable[_Loss]) -> tuple[Cost, ...]:
    rules: dict[str, list[_Loss]] = defaultdict(list)
    for loss in losses:
        if loss.points > 0:
            rules[loss.finding.rule].append(loss)
    return _dearest_first(
        Cost(rule, group[0].finding.title, _total(group), tuple(x.finding.id for x in group))
        for rule, group in rules.items()
    )


def _by_finding(losses: Iterable[_Loss]) -> tuple[Cost, ...]:
    return _dearest_first(
        Cost(x.finding.rule, x.finding.title, x.points, (x.finding.id,))
        for x in losses
        if x.points > 0
    )


def _dearest_first(costs: Iterable[Cost]) -> tuple[Cost, ...]:
    return tuple(sorted(costs, key=lambda c: (-round(c.points, 9), c.rule, c.findings)))


def confirmed_only(reports: Iterable[Report], settings: Settings) -> tuple[Report, ...]:
    """The reports with confirmed findings alone; points and grades stay those of all that count.

    So a report that is half reviewed shows no better score than the overview, and names as costs
    and gains only what it lists.
    """
    return tuple(_confirmed(report, settings.scoring) for report in reports)


def _confirmed(report: Report, scoring: Scoring) -> Report:
    def kept(findings: Iterable[Finding]) -> tuple[Finding, ...]:
        return tuple(f for f in findings if f.review is Review.CONFIRMED)

    def kept_of(told: ProjectReport) -> ProjectReport:
        costs = tuple(c for c in told.score.costs if c.findings[0] in listed)
        return replace(told, findings=kept(told.findings), score=replace(told.score, costs=costs))

    listed = {f.id for f in kept(report.findings)}
    projects = {(d.document.id, p.project.seq): p for d in report.documents for p in d.projects}
    on_project = {key: list(p.findings) for key, p in projects.items()}
    narrative = {d.document.id: list(d.findings) for d in report.documents}
    scores = {key: _project_score(p.project, p.findings, scoring) for key, p in projects.items()}
    costs, gains = _costs(on_project, narrative, scores, scoring, lambda f: f.id in listed)
    documents = tuple(
        replace(d, findings=kept(d.findings), projects=tuple(kept_of(p) for p in d.projects))
        for d in report.documents
    )
    score = replace(report.score, costs=costs, gains=gains)
    return replace(report, documents=documents, score=score)


# --------------------------------------------------------------------------------------------
# Reports

#: How many fixes a report names.
_GAINS = 5


def _report(
    corpus: Corpus,
    documents: Sequence[Document],
    findings: dict[str, list[Finding]],
    scoring: Scoring,
) -> Report:
    on_project: dict[tuple[str, int], list[Finding]] = {
        (d.id, p.seq): [] for d in documents for p in d.projects
    }
    narrative: dict[str, list[Finding]] = {d.id: [] for d in documents}
    for document in documents:
        for f in findings.get(document.id, ()):
            seq = f.project_seq
            known = seq is not None and (document.id, seq) in on_project
            (on_project[document.id, seq or 0] if known else narrative[document.id]).append(f)
    scores = {
        (d.id, p.seq): _project_score(p, on_project[d.id, p.seq], scoring)
        for d in documents
        for p in d.projects
    }
    return Report(
        department=documents[0].department,
        year=documents[0].year,
        documents=tuple(
            DocumentReport(
                document=d,
                projects=tuple(
                    ProjectReport(
                        project=p,
                        rows=corpus.rows(d, p),
                        findings=tuple(on_project[d.id, p.seq]),
                        score=_project_grade(scores[d.id, p.seq], scoring),
                        row_scores=scores[d.id, p.seq].row_points,
                    )
                    for p in d.projects
                ),
                findings=tuple(narrative[d.id]),
            )
            for d in documents
        ),
        score=_department_score(documents, on_project, narrative, scores, scoring),
        skipped=tuple(s for d in documents for s in d.skipped),
        region=next((d.region for d in documents if d.region), None),
    )


def _project_grade(project: _ProjectScore, scoring: Scoring) -> Score:
    points = _rounded(project.points)
    enough = len(project.row_points) >= scoring.minimum_project_rows
    return Score(points, _grade(points, scoring) if enough else None, _by_finding(project.losses))


def _department_score(
    documents: Sequence[Document],
    on_project: dict[tuple[str, int], list[Finding]],
    narrative: dict[str, list[Finding]],
    scores: dict[tuple[str, int], _ProjectScore],
    scoring: Scoring,
) -> Score:
    told = list(chain.from_iterable(narrative.values()))
    losses = _department_losses(list(scores.values()), told, scoring)
    points = _rounded(100 - _total(losses))
    costs, gains = _costs(on_project, narrative, scores, scoring)
    return Score(points, _department_grade(documents, points, scoring), costs, gains)


def _costs(
    on_project: dict[tuple[str, int], list[Finding]],
    narrative: dict[str, list[Finding]],
    scores: dict[tuple[str, int], _ProjectScore],
    scoring: Scoring,
    listed: Callable[[Finding], bool] = lambda _: True,
) -> tuple[tuple[Cost, ...], tuple[Cost, ...]]:
    """What each rule's `listed` findings cost together, and which are worth most to mend."""
    told = list(chain.from_iterable(narrative.values()))
    losses = _department_losses(list(scores.values()), told, scoring)
    costs = _by_rule(loss for loss in losses if listed(loss.finding))
    lost = _total(losses)

    def without(rule: str) -> float:
        def stays(finding: Finding) -> bool:
            return finding.rule != rule or not listed(finding)

        kept = [
            score
            if all(stays(f) for f in on_project[key])
            else _project_score(score.project, filter(stays, on_project[key]), scoring)
            for key, score in scores.items()
        ]
        return 100 - _total(_department_losses(kept, list(filter(stays, told)), scoring))

    gains = _dearest_first(
        replace(c, points=max(without(c.rule) - (100 - lost), 0.0)) for c in costs
    )[:_GAINS]
    return costs, gains


def _department_grade(
    documents: Sequence[Document], points: float, scoring: Scoring
) -> Grade | None:
    rows = sum(len(p.indicators) for d in documents for p in d.projects)
    coverage = sum((d.coverage for d in documents), Coverage())
    covered = coverage.rows_read >= scoring.minimum_coverage * coverage.rows_found
    if rows < scoring.minimum_rows or not covered:
        return None
    return _grade(points, scoring)
