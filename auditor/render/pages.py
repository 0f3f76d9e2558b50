"""Reports to pages: everything a template shows is settled here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import PurePosixPath

from auditor.domain import (
    Certainty,
    CopyPair,
    Coverage,
    Document,
    Field,
    Finding,
    Indicator,
    Location,
    Place,
    Project,
    ProjectReport,
    Report,
    Row,
    Scope,
    Severity,
    Vagueness,
    office,
)
from auditor.render import copied, figures, words
from auditor.render.disguise import Disguise
from auditor.render.examples import example_for
from auditor.render.marks import marked, rank, reading_order, split
from auditor.render.view import (
    AuditResult,
    CellView,
    CostView,
    Count,
    DepartmentPage,
    Example,
    FactView,
    FindingView,
    FixView,
    Group,
    Link,
    Mark,
    Piece,
    ProjectView,
    Published,
    RowView,
    SourceView,
    TaskView,
    UsualView,
)

#: Fields of a row in printed order.
ROW_FIELDS = (
    Field.LEVEL1,
    Field.LEVEL2,
    Field.NAME,
    Field.DESCRIPTION,
    Field.VALUE,
    Field.BASIS,
)
#: A cell longer than this scrolls on the screen; in print it stands in full.
_LONG = 600
#: A quote longer than this is clipped in the list of findings; the table shows it in full.
_QUOTE = 160
#: How much of a paragraph is shown around a quote.
_CONTEXT = 60
#: Findings on more rows than this are marked in the first of them only.
_FEW_ROWS = 3
#: Families whose findings ask for another indicator, and how many examples a group of them has.
_REWRITTEN, _KINDS = frozenset("VDK"), 3
#: How many findings a fix links to, or places a finding is compared with.
_EXAMPLES = 6
#: A quote longer than this is clipped where it only shows what a fix is about.
_SAMPLE = 36


def counts(findings: Iterable[Finding]) -> tuple[Count, ...]:
    """Findings by severity, gravest first, zeros kept."""
    found = Counter(f.severity for f in findings)
    return tuple(Count(s, found[s]) for s in Severity)


def coverage(report: Report) -> Coverage:
    """Tables and rows of all the report's documents together."""
    return sum((d.document.coverage for d in report.documents), Coverage())


def rows_of(report: Report) -> int:
    """Indicator rows read."""
    return sum(len(p.rows) for d in report.documents for p in d.projects)


def department_name(report: Report) -> str:
    """The department's name with its region, or which document has none."""
    if (name := office(report)) is not None:
        return name
    return f"部门名称未识别（{report.documents[0].document.id}）"


def year_name(report: Report) -> str:
    """2025年度."""
    return f"{report.year}年度" if report.year is not None else "年度未识别"


# --------------------------------------------------------------------------------------------
# The department's page


def department_page(
    published: Published,
    result: AuditResult,
    pairs: Sequence[CopyPair] = (),
    disguise: Disguise | None = None,
    usual: Mapping[str, UsualView] | None = None,
) -> DepartmentPage:
    """What one department's page shows.

    `pairs` are the copies that its documents have part in, `usual` is what was set aside.
    """
    report = published.report
    paper = _Paper(published, result)
    documents = [(d.document, p) for d in report.documents for p in d.projects]
    projects = [_project(n, document, p, paper) for n, (document, p) in enumerate(documents, 1)]
    lowest = figures.lowest(projects)
    projects = [replace(p, lowest=p.number in lowest) for p in projects]
    copies, more_copies = copied.views(pairs, report, paper.link, disguise)
    common, more_common = copied.usual(usual or {}, report)
    narrative = _groups((f for d in report.documents for f in d.findings), paper)
    spoke = {f.rule for f in report.findings}
    scored = rows_of(report) > 0
    department, year = department_name(report), year_name(report)
    return DepartmentPage(
        department=department,
        year=year,
        title=f"{department}{year}绩效目标文本质量报告",
        score=report.score.points if scored else None,
        grade=report.score.grade,
        grade_note=_grade_note(report, result),
        verdict=_verdict(report, projects),
        rows=rows_of(report),
        coverage=coverage(report),
        counts=counts(report.findings),
        fixes=tuple(_fixes(paper)),
        costs=tuple(
            CostView(c.rule, c.title, len(c.findings), c.points) for c in report.score.costs
        ),
        projects=tuple(projects),
        narrative=tuple(g for g in narrative if g.severity is not Severity.NOTE),
        narrative_notes=tuple(g for g in narrative if g.severity is Severity.NOTE),
        doubtful=tuple(_doubts(report, paper)),
        sources=tuple(
            SourceView(
                d.document.id,
                d.document.format,
                d.document.sha256,
                d.document.coverage,
                words.PROFILES.get(d.document.profile, d.document.profile),
            )
            for d in report.documents
        ),
        skipped=report.skipped,
        rules=tuple(r for code, r in sorted(result.rules.items()) if code in spoke),
        silent_rules=tuple(r for code, r in sorted(result.rules.items()) if code not in spoke),
        reply=PurePosixPath(published.reply).name,
        figures=figures.of_department(report, projects, pairs),
        copies=copies,
        more_copies=more_copies,
        usual=common,
        more_usual=more_common,
        tasks=tuple(_tasks(projects, narrative, unsure=False)),
        unsure=tuple(_tasks(projects, narrative, unsure=True)),
    )


def _tasks(
    projects: Iterable[ProjectView], narrative: Iterable[Group], *, unsure: bool
) -> Iterator[tuple[Link, tuple[TaskView, ...]]]:
    """What has to be mended, or of which one is `unsure`, by project, in the order of the page."""
    for place, groups in (
        *((Link(f"{p.number}. {p.title}", p.anchor), p.groups) for p in projects),
        (Link("正文和整份文件", "narrative"), narrative),
    ):
        tasks = tuple(
            _task(g)
            for g in groups
            if g.severity is not Severity.NOTE and (g.certainty is Certainty.UNSURE) == unsure
        )
        if tasks:
            yield place, tasks


def _task(group: Group) -> TaskView:
    marks = tuple(f.mark for f in group.findings)
    return TaskView(marks[:_EXAMPLES], marks[_EXAMPLES:], group.title, group.severity)


class _Paper:
    """What the parts of one page share: numbers, anchors, costs, paragraphs, citations."""

    def __init__(self, published: Published, result: AuditResult) -> None:
        self.report = report = published.report
        self.result = result
        self.marks = published.marks
        self.rows = {
            (d.document.id, p.project.seq, r.indicator.row): r
            for d in report.documents
            for p in d.projects
            for r in p.rows
        }
        self.points = {
            finding: cost.points
            for d in report.documents
            for p in d.projects
            for cost in p.score.costs
            for finding in cost.findings
        }
        self.paragraphs = {
            (d.document.id, p.number): p.text
            for d in report.documents
            for p in d.document.paragraphs
        }
        # Where an example stands first, by the example or by the rule whose own it is.
        self.examples: dict[Example | str, Mark] = {}
        self._documents = {d.document.id for d in report.documents}
        self._projects: dict[tuple[str, int], int] = {}
        for d in report.documents:
            for p in d.projects:
                key = (d.document.id, p.project.seq)
                self._projects[key] = len(self._projects) + 1

    def project(self, document: str, seq: int) -> str:
        return f"p-{self._projects[document, seq]}"

    def row(self, document: str, seq: int, row: int) -> str:
        return f"r-{self._projects[document, seq]}-{row}"

    def link(self, where: Location) -> Link:
        """The location in words of this page, with the anchor where it is on this page."""
        document, seq, row = where.document, where.project_seq, where.row
        if seq is None or (document, seq) not in self._projects:
            elsewhere = "" if document in self._documents else f"{document}："
            place = words.place(where.place)
            return Link(elsewhere + words.location(where) + (f"（{place}）" if place else ""))
        number = self._projects[document, seq]
        text = words.location(Location(document, number, row, where.paragraph, where.field))
        if row is not None and (document, seq, row) in self.rows:
            return Link(text, self.row(document, seq, row))
        return Link(text, self.project(document, seq))


def _grade_note(report: Report, result: AuditResult) -> str:
    scoring = result.settings.scoring
    read, found = coverage(report).rows_read, coverage(report).rows_found
    if report.score.grade is not None:
        return ""
    if rows_of(report) == 0:
        return "没有读到指标，不评分。"
    if rows_of(report) < scoring.minimum_rows:
        return f"只读到{rows_of(report)}条指标，不足{scoring.minimum_rows}条，样本太小，不评等级。"
    return f"共找到{found}行指标，只读到{read}行，不足{scoring.minimum_coverage:.0%}，不评等级。"


def _fixes(paper: _Paper) -> Iterable[FixView]:
    by_id = {f.id: f for f in paper.report.findings}
    for gain in paper.report.score.gains:
        members = sorted((by_id[f] for f in gain.findings), key=reading_order)
        shown = sorted(members[:_EXAMPLES], key=lambda f: _as_printed(paper.marks[f.id]))
        rule = paper.result.rules.get(gain.rule)
        yield FixView(
            title=gain.title,
            advice=rule.advice if rule and rule.advice else members[0].advice,
            points=gain.points,
            marks=tuple(paper.marks[f.id] for f in shown),
            rest=tuple(sorted((paper.marks[f.id] for f in members[_EXAMPLES:]), key=_as_printed)),
            quote=words.clipped(shown[0].quote, _SAMPLE),
        )


def _verdict(report: Report, projects: Sequence[ProjectView]) -> str:
    """The state of the text in a sentence or two, for those who read no further."""
    labels = Counter(
        row.judgement.vagueness.label
        for d in report.documents
        for p in d.projects
        for row in p.rows
    )
    if not labels:
        return ""
    told = "，".join(f"{label}{labels[label]}条" for label in Vagueness)
    scored = [p for p in projects if p.score is not None]
    low = min(scored, key=lambda p: (p.score, p.number))
    lowest = f"得分最低的是项目{low.number}“{low.title}”（{low.score:.1f}分）。"
    return f"{labels.total()}条指标中，写得{told}。{lowest if len(scored) > 1 else ''}"


def _as_printed(mark: Mark) -> tuple[int, ...]:
    """By project and number; those of the narrative, whose chapter is 0, last."""
    chapter, number = map(int, mark.anchor.split("-")[1:])
    return (chapter == 0, chapter, number)


def _doubts(report: Report, paper: _Paper) -> Iterable[Link]:
    for d in report.documents:
        for p in d.projects:
            doubtful = _doubtful(p.project)
            if doubtful:
                anchor = paper.project(d.document.id, p.project.seq)
                yield Link(f"{_project_title(p.project)}：{'、'.join(doubtful)}", anchor)


def _doubtful(project: Project) -> tuple[str, ...]:
    """What of a project looks damaged by conversion, in words."""
    found = [words.FIELD_NAMES[f] for f in Field if f in project.doubtful]
    by_field: dict[Field, list[int]] = defaultdict(list)
    for indicator in project.indicators:
        for name in indicator.doubtful:
            by_field[name].append(indicator.row)
    found += [
        f"{words.rows(tuple(by_field[f]))}的{words.FIELD_NAMES[f]}" for f in Field if f in by_field
    ]
    return tuple(found)


def _project_title(project: Project) -> str:
    return project.name or project.title or "项目名称未识别"


# --------------------------------------------------------------------------------------------
# One project


def _project(number: int, document: Document, report: ProjectReport, paper: _Paper) -> ProjectView:
    project = report.project
    findings = sorted(report.findings, key=reading_order)
    groups = _groups(findings, paper)
    fields = [f for f in ROW_FIELDS if any(r.indicator.text(f).strip() for r in report.rows)]
    headers = tuple(
        dict.fromkeys(
            header for r in report.rows for header, text in r.indicator.other if text.strip()
        )
    )
    facts = tuple(_facts(project, findings, paper.marks))
    in_head = {m for fact in facts for line in fact.lines for piece in line for m in piece.ends}
    marks = [paper.marks[f.id] for f in findings if not f.rows]
    return ProjectView(
        number=number,
        anchor=f"p-{number}",
        title=_project_title(project),
        whole=project.scope is Scope.WHOLE,
        score=report.score.points if report.rows else None,
        grade=report.score.grade,
        place=_source(document, project.place, paper),
        facts=facts,
        labels=(*(words.FIELD_NAMES[f] for f in fields), *headers),
        rows=tuple(
            _row(row, fields, headers, points, findings, paper)
            for row, points in zip(report.rows, report.row_scores, strict=True)
        ),
        on_table=tuple(m for m in marks if m not in in_head),
        groups=tuple(g for g in groups if g.severity is not Severity.NOTE),
        notes=tuple(g for g in groups if g.severity is Severity.NOTE),
        counts=counts(findings),
        doubtful=_doubtful(project),
    )


def _source(document: Document, place: Place, paper: _Paper) -> str:
    """Which document, where the page rests on several, and where in it."""
    name = document.id if len(paper.report.documents) > 1 else ""
    return "，".join(part for part in (name, words.place(place)) if part)


def _row(
    row: Row,
    fields: Sequence[Field],
    headers: Sequence[str],
    points: float,
    findings: Sequence[Finding],
    paper: _Paper,
) -> RowView:
    indicator = row.indicator
    on_row = [f for f in findings if indicator.row in f.rows]
    again = [f for f in on_row if len(f.rows) > 1 and indicator.row != min(f.rows)]
    inline = [f for f in on_row if _marks_row(f, indicator.row)]
    return RowView(
        number=indicator.row,
        anchor=paper.row(row.document.id, row.project.seq, indicator.row),
        cells=(
            *(
                _cell(indicator, f, [(paper.marks[x.id], x.quote) for x in inline if f in x.fields])
                for f in fields
            ),
            *(_other_cell(indicator, header) for header in headers),
        ),
        marks=tuple(paper.marks[f.id] for f in on_row if f not in again),
        again=tuple(paper.marks[f.id] for f in again),
        score=points,
    )


def _marks_row(finding: Finding, row: int) -> bool:
    """Whether the quote is marked in this row's cells.

    A habit noted once for many rows would fill the table with marks: its number at the end of each
    row, and the quote in the first one, are enough.
    """
    if len(finding.rows) == 1:
        return True
    few = len(finding.rows) <= _FEW_ROWS or row == min(finding.rows)
    return few and finding.severity is not Severity.NOTE


def _cell(indicator: Indicator, field: Field, quotes: Sequence[tuple[Mark, str]]) -> CellView:
    text = indicator.text(field)
    return CellView(
        label=words.FIELD_NAMES[field],
        pieces=(split(text, quotes) or (Piece(text),)) if text else _blank(quotes),
        doubtful=field in indicator.doubtful,
        long=len(text) > _LONG,
    )


def _other_cell(indicator: Indicator, header: str) -> CellView:
    """A column that has no field of ours (分值, 评分标准 …), as printed."""
    text = "\n".join(t for h, t in indicator.other if h == header and t)
    return CellView(header, (Piece(text),) if text else (), long=len(text) > _LONG)


def _blank(quotes: Sequence[tuple[Mark, str]]) -> tuple[Piece, ...]:
    """What stands in an empty cell: nothing, or the findings that it is empty."""
    about = [mark for mark, quote in quotes if not quote]
    severity = min((m.severity for m in about), key=rank, default=None)
    return (Piece("（空）", severity, tuple(about)),) if about else ()


def _facts(
    project: Project, findings: Sequence[Finding], marks: Mapping[str, Mark]
) -> Iterable[FactView]:
    """The form's head in printed order; lines that are neither printed nor found fault with go."""
    plan = "，".join(f"{month} {words.percent(share)}" for month, share in project.plan)
    texts: tuple[tuple[Field | None, str, tuple[str, ...]], ...] = (
        (Field.TITLE, "表题", _line(project.title)),
        (Field.PROJECT_NAME, "项目名称", _line(project.name)),
        (Field.PROJECT_CODE, "项目编码", _line(project.code)),
        (None, "实施单位", _line(project.unit)),
        (
            Field.BUDGET,
            "预算数",
            _line(words.money(project.budget)),
        ),
        (
            Field.FISCAL_FUNDS,
            "财政资金",
            _line(words.money(project.fiscal_funds)),
        ),
        (
            Field.OTHER_FUNDS,
            "其他资金",
            _line(words.money(project.other_funds)),
        ),
        (Field.PURPOSE, "资金用途", _line(project.purpose)),
        (Field.PLAN, "支出计划", _line(plan or None)),
        (Field.GOALS, "绩效目标", project.goals),
        *((None, h, _line(text)) for h, text in project.other if text.strip() != h.strip()),
    )
    for field, label, lines in texts:
        quotes = [(marks[f.id], f.quote) for f in findings if field in f.fields]
        doubtful = field in project.doubtful
        if lines or quotes or doubtful:
            yield FactView(label, _marked_lines(lines, quotes), doubtful)


def _line(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()


def _marked_lines(
    lines: Sequence[str], quotes: Sequence[tuple[Mark, str]]
) -> tuple[tuple[Piece, ...], ...]:
    """Each quote marked in the first line that has it; the others at the end of the last line."""
    waiting = list(quotes)
    drawn: list[tuple[Piece, ...]] = []
    for text in lines:
        here = [q for q in waiting if q[1] and q[1] in text]
        waiting = [q for q in waiting if q not in here]
        drawn.append(marked(text, here))
    if waiting:
        rest = marked("", waiting)
        drawn = [*drawn[:-1], (*drawn[-1], *rest)] if drawn else [rest]
    return tuple(drawn)


# --------------------------------------------------------------------------------------------
# Findings


def _groups(findings: Iterable[Finding], paper: _Paper) -> tuple[Group, ...]:
    """Findings in the order of their numbers; neighbours that share what is said are one group."""
    return tuple(
        _group(tuple(members), paper)
        for _, members in groupby(
            sorted(findings, key=reading_order),
            key=lambda f: (f.severity, f.certainty, f.rule, f.advice, f.policy, f.title),
        )
    )


def _group(members: Sequence[Finding], paper: _Paper) -> Group:
    first = members[0]
    examples, good, example_at = _examples(members, paper)
    return Group(
        rule=first.rule,
        title=first.title,
        severity=first.severity,
        certainty=first.certainty,
        advice=first.advice,
        citations=tuple(paper.result.citations[key] for key in first.policy),
        findings=tuple(_finding(f, paper) for f in members),
        examples=examples,
        good=good,
        example_at=example_at,
    )


def _examples(
    findings: Sequence[Finding], paper: _Paper
) -> tuple[tuple[Example, ...], tuple[str, ...], Mark | None]:
    """Well-formed indicators of the kinds that the findings stand on, or the rule's own example.

    Where an indicator has to be written anew it is one of its kind; a slip of the pen needs no
    model. What stands on the page already is pointed to.
    """
    rule, mark = findings[0].rule, paper.marks[findings[0].id]
    kinds = tuple(dict.fromkeys(e for f in findings if (e := _example(f, paper))))[:_KINDS]
    text = paper.result.rules.get(rule)
    wanted: tuple[Example | str, ...] = kinds or ((rule,) if text and text.good else ())
    at = [paper.examples.setdefault(w, mark) for w in wanted]
    if not at or mark not in at:
        return (), (), at[0] if at else None
    if kinds:
        return tuple(k for k, m in zip(kinds, at, strict=True) if m == mark), (), None
    return (), text.good if text else (), None


def _example(finding: Finding, paper: _Paper) -> Example | None:
    if finding.rule[0] not in _REWRITTEN or finding.severity is Severity.NOTE:
        return None
    if len(finding.rows) != 1:
        return None
    row = paper.rows.get((finding.document, finding.project_seq or 0, finding.rows[0]))
    return example_for(row) if row else None


def _finding(finding: Finding, paper: _Paper) -> FindingView:
    paragraph = next((p.paragraph for p in finding.places if p.paragraph is not None), None)
    clipped = len(finding.quote) > _QUOTE
    related = tuple(dict.fromkeys(paper.link(r) for r in finding.related))
    return FindingView(
        mark=paper.marks[finding.id],
        where=_where(finding, paper),
        quote=finding.quote[:_QUOTE],
        clipped=len(finding.quote) if clipped else 0,
        blank=bool(finding.rows) and not finding.quote,
        message=finding.message,
        related=related[:_EXAMPLES],
        more=max(0, len(related) - _EXAMPLES),
        points=paper.points.get(finding.id, None if finding.project_seq is None else 0.0),
        opinion=_opinion(finding, paper),
        context=_context(
            paper.paragraphs.get((finding.document, paragraph or 0), ""),
            finding.quote,
            paper.marks[finding.id].severity,
        ),
    )


#: Rules of the families V and K that say something else than the models are asked.
_OTHERWISE = frozenset({"generic-indicator-name", "value-off-name", "routine-management"})


def _opinion(finding: Finding, paper: _Paper) -> str:
    """What the model says of the one row that a finding on vagueness or category stands on."""
    if len(finding.rows) != 1 or finding.severity is Severity.NOTE or finding.slug in _OTHERWISE:
        return ""
    row = paper.rows.get((finding.document, finding.project_seq or 0, finding.rows[0]))
    if row is None:
        return ""
    if finding.rule[0] == "V":
        return words.unclear(row.judgement.vagueness)
    return words.better_class(row.judgement.category) if finding.rule[0] == "K" else ""


def _where(finding: Finding, paper: _Paper) -> Link:
    """第3条指标的指标值（第5页表2）, linked to the row or the project."""
    field = words.FIELD_NAMES[finding.fields[0]] if finding.fields else ""
    first = finding.places[0] if finding.places else Location(finding.document)
    place = words.place(first.place)
    if finding.project_seq is None or first.project_seq is None:
        name = words.location(first)
        anchor = None
    else:
        anchor = paper.link(first).anchor
        subject = words.rows(finding.rows)
        name = f"{subject}的{field}" if subject and field else subject or field or "整张表"
    if not place:
        return Link(name, anchor)
    first_of_many = "首处：" if len(finding.rows) > 1 else ""
    return Link(f"{name}（{first_of_many}{place}）", anchor)


def _context(text: str, quote: str, severity: Severity) -> tuple[Piece, ...]:
    """The quote with what stands around it in its paragraph."""
    start = text.find(quote)
    if start < 0 or not quote or len(quote) > _QUOTE:
        return ()
    end = start + len(quote)
    before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    lead = "……" if start > _CONTEXT else ""
    tail = "……" if end + _CONTEXT < len(text) else ""
    return (Piece(lead + before), Piece(quote, severity), Piece(after + tail))
