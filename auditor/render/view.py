"""What a page shows, as plain dataclasses; `pages` makes them, the templates only draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from auditor.domain import (
    Addition,
    Certainty,
    Corpus,
    Coverage,
    Finding,
    Grade,
    Measure,
    Reply,
    Report,
    ReviewRecord,
    Severity,
    Skipped,
)
from auditor.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleText:
    """What stands in the catalogue about one rule, in the department's language."""

    code: str
    slug: str
    title: str
    severity: Severity
    fault: str
    family: str = ""
    why: str = ""
    limits: str = ""
    advice: str = ""
    policy: tuple[str, ...] = ()
    good: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditResult:
    """Everything a run hands to the writers.

    `findings` holds every finding, dismissed ones too; the reports hold only those that count.
    `rules` is keyed by code and holds every rule that ran; `citations` gives the words to print for
    a policy key. `settings_text` is the effective configuration without anything of this machine;
    its hash stands in the manifest. `input_hashes` adds files that gave no document. `anonymise`
    hides the names of other departments in what leaves the house. `model_hash` and `measures` are
    the models' that had a say, where any had. `told` are the reports as the
    departments see them, where that is not all of `reports`; `baseline` are the ids of findings
    that an earlier audit has.
    """

    reports: tuple[Report, ...]
    corpus: Corpus
    findings: tuple[Finding, ...]
    rules: Mapping[str, RuleText]
    citations: Mapping[str, str]
    settings: Settings
    settings_text: str
    formula: str
    versions: Mapping[str, str]
    skipped: tuple[Skipped, ...] = ()
    input_hashes: Mapping[str, str] = field(default_factory=dict)
    model_hash: str | None = None
    measures: tuple[Measure, ...] = ()
    fail_on: Severity | None = None
    anonymise: bool = False
    review: ReviewRecord | None = None
    told: tuple[Report, ...] = ()
    baseline: frozenset[str] | None = None


# --------------------------------------------------------------------------------------------
# Pieces of a page


@dataclass(frozen=True, slots=True)
class Mark:
    """The number a finding answers to, the anchor it stands at, and what it is about."""

    number: str
    anchor: str
    severity: Severity
    title: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """A report, where its page and its reply form go, and the numbers of its findings by id.

    `told` is what the department sees of it, with what the auditor added and what the department
    replied before.
    """

    report: Report
    page: str
    reply: str
    marks: Mapping[str, Mark]
    told: Report
    additions: tuple[Addition, ...] = ()
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of printed text; `severity` is the gravest of the findings that quote it.

    `ends` are the marks to print behind it.
    """

    text: str
    severity: Severity | None = None
    ends: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell of the original table."""

    label: str
    pieces: tuple[Piece, ...]
    doubtful: bool = False
    long: bool = False


@dataclass(frozen=True, slots=True)
class RowView:
    """One indicator row: its cells in printed order and every finding on it.

    `again` are findings that were told at an earlier row and stand on this one too.
    """

    number: int
    anchor: str
    cells: tuple[CellView, ...]
    marks: tuple[Mark, ...]
    again: tuple[Mark, ...]
    score: float


@dataclass(frozen=True, slots=True)
class FactView:
    """One line of the form's head: 资金用途, 支出计划, 绩效目标 …; a text a line."""

    label: str
    lines: tuple[tuple[Piece, ...], ...]
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A place in words, and where on this page it is, if it is on this page."""

    text: str
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class FindingView:
    """What is particular to one finding; `opinion` is what the model says of its row, in words."""

    mark: Mark
    where: Link
    quote: str
    clipped: int
    blank: bool
    message: str
    related: tuple[Link, ...]
    more: int
    points: float | None
    opinion: str = ""
    context: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A well-formed indicator of one kind, with slots where a department has its own figures."""

    kind: str
    name: str
    description: str
    value: str
    basis: str


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that share severity, certainty, rule, advice and basis: said once.

    `examples` are of the kind of the findings' rows; `good` is what the rule itself gives as an
    example, where there is no row; `example_at` is where on the page both stand already.
    """

    rule: str
    title: str
    severity: Severity
    certainty: Certainty
    advice: str
    citations: tuple[str, ...]
    findings: tuple[FindingView, ...]
    examples: tuple[Example, ...] = ()
    good: tuple[str, ...] = ()
    example_at: Mark | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many findings of one severity."""

    severity: Severity
    number: int


@dataclass(frozen=True, slots=True)
class ProjectView:
    """One project's part of the page; `notes` are the 提示, folded at its end."""

    number: int
    anchor: str
    title: str
    whole: bool
    score: float | None
    grade: Grade | None
    place: str
    facts: tuple[FactView, ...]
    labels: tuple[str, ...]
    rows: tuple[RowView, ...]
    on_table: tuple[Mark, ...]
    groups: tuple[Group, ...]
    notes: tuple[Group, ...]
    counts: tuple[Count, ...]
    doubtful: tuple[str, ...]
    lowest: bool = True

    @property
    def note_count(self) -> int:
        """How many 提示 are folded at the end."""
        return sum(len(g.findings) for g in self.notes)


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with the same numbers as a table; `alternative` says what it shows.

    `svg` is drawn markup, safe as it is; empty where there is nothing to draw.
    """

    id: str
    title: str
    alternative: str
    svg: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


#: A stretch of text, and whether the other side has it too.
Run: TypeAlias = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class AlignedView:
    """Two rows or paragraphs side by side, field by field."""

    kind: str
    a: Link
    b: Link
    fields: tuple[tuple[str, tuple[Run, ...], tuple[Run, ...]], ...]


@dataclass(frozen=True, slots=True)
class CopyView:
    """Two places that are alike, worded for the department."""

    anchor: str
    title: str
    wording: str
    similarity: str
    a: Link
    b: Link
    akin: bool
    rows: tuple[AlignedView, ...]
    more: int


@dataclass(frozen=True, slots=True)
class UsualView:
    """A text that many use, which is not held against anybody, and why."""

    text: str
    why: str
    places: int


@dataclass(frozen=True, slots=True)
class TaskView:
    """A line of the 整改清单: findings that one measure answers; of many, `rest` is not printed."""

    marks: tuple[Mark, ...]
    rest: tuple[Mark, ...]
    title: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class FixView:
    """One of the fixes that would raise the score most; `quote` is what its first mark is about."""

    title: str
    advice: str
    points: float
    marks: tuple[Mark, ...]
    rest: tuple[Mark, ...]
    quote: str


@dataclass(frozen=True, slots=True)
class CostView:
    """What one rule's findings took from the department's score."""

    rule: str
    title: str
    number: int
    points: float


@dataclass(frozen=True, slots=True)
class SourceView:
    """A document the page rests on."""

    id: str
    format: str
    sha256: str
    coverage: Coverage
    profile: str


@dataclass(frozen=True, slots=True)
class ReplyView:
    """One line of 整改情况: what the department answered and what this audit says of it."""

    number: str
    subject: str
    measure: str
    person: str
    due: str
    note: str
    outcome: str
    anchor: str | None


@dataclass(frozen=True, slots=True)
class AdditionView:
    """A fault that an auditor added."""

    number: str
    place: str
    quote: str
    text: str


@dataclass(frozen=True, slots=True)
class ReviewView:
    """How far the review is, what it keeps from this page, and the department's replies.

    `reviewed` is false where only replies were read, `begun` where nobody has decided anything of
    this department yet. `unlisted` are the points that findings cost
    which are not listed, because nobody has confirmed them yet.
    """

    reviewed: bool
    begun: bool
    confirmed: int
    pending: int
    unreviewed: int
    unlisted: float
    replies: tuple[ReplyView, ...]
    additions: tuple[AdditionView, ...]


@dataclass(frozen=True, slots=True)
class DepartmentPage:
    """All that the template of a department's page draws."""

    department: str
    year: str
    title: str
    score: float | None
    grade: Grade | None
    grade_note: str
    verdict: str
    rows: int
    coverage: Coverage
    counts: tuple[Count, ...]
    fixes: tuple[FixView, ...]
    costs: tuple[CostView, ...]
    projects: tuple[ProjectView, ...]
    narrative: tuple[Group, ...]
    narrative_notes: tuple[Group, ...]
    doubtful: tuple[Link, ...]
    sources: tuple[SourceView, ...]
    skipped: tuple[Skipped, ...]
    rules: tuple[RuleText, ...]
    silent_rules: tuple[RuleText, ...]
    reply: str
    figures: tuple[Figure, ...]
    copies: tuple[CopyView, ...]
    more_copies: int
    usual: tuple[UsualView, ...]
    more_usual: int
    tasks: tuple[tuple[Link, tuple[TaskView, ...]], ...]
    unsure: tuple[tuple[Link, tuple[TaskView, ...]], ...]
    review: ReviewView | None = None


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One department and year in the index.

    `rank` counts among those of the same form that were graded, `of` is how many those are;
    `families` are findings of each rule family, in the order of `IndexPage.families`. Money in
    万元: `budget` of all projects, `vague` the share of it that stands under vague indicators.
    """

    department: str
    year: str
    stem: str
    profile: str
    score: float | None
    grade: Grade | None
    rank: int | None
    of: int
    projects: int
    coverage: Coverage
    rows: int
    counts: tuple[Count, ...]
    families: tuple[int, ...]
    budget: Decimal
    vague: Decimal


@dataclass(frozen=True, slots=True)
class RuleRow:
    """How often one rule spoke."""

    rule: RuleText
    findings: int
    departments: int


@dataclass(frozen=True, slots=True)
class ClusterView:
    """A group of places that are alike, as a picture and as a list."""

    title: str
    svg: str
    members: tuple[tuple[str, str], ...]
    more: int


@dataclass(frozen=True, slots=True)
class IndexPage:
    """All that the template of the index draws; `departments` are in the order of the ranking."""

    departments: tuple[IndexRow, ...]
    families: tuple[tuple[str, str], ...]
    profiles: tuple[str, ...]
    counts: tuple[Count, ...]
    coverage: Coverage
    projects: int
    rows: int
    documents: int
    duplicates: tuple[tuple[str, str], ...]
    skipped: tuple[Skipped, ...]
    rules: tuple[RuleRow, ...]
    silent_rules: tuple[RuleText, ...]
    figures: tuple[Figure, ...]
    clusters: tuple[ClusterView, ...]
    more_clusters: int


# --------------------------------------------------------------------------------------------
# Two audits compared


@dataclass(frozen=True, slots=True)
class Changed:
    """A fault that stands in both audits, but not in the same words; `what` says what differs."""

    old: Finding
    new: Finding
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One department in both audits. `old_year` differs from `new_year` between two years."""

    department: str
    old_year: int | None
    new_year: int | None
    old_score: float | None
    new_score: float | None
    old_grade: Grade | None
    new_grade: Grade | None
    fixed: tuple[Finding, ...]
    new: tuple[Finding, ...]
    left: tuple[Finding, ...]
    changed: tuple[Changed, ...]
    caution: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Departments in both audits, and those in one only; `cautions` say what limits it."""

    departments: tuple[Compared, ...]
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]
    cautions: tuple[str, ...]

    def counts(self) -> dict[str, int]:
        """How many findings of each kind."""
        return {
            "fixed": sum(len(d.fixed) for d in self.departments),
            "new": sum(len(d.new) for d in self.departments),
            "left": sum(len(d.left) for d in self.departments),
            "changed": sum(len(d.changed) for d in self.departments),
        }
