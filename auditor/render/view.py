"""What a page shows, as plain dataclasses; `pages` makes them, the templates only draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from auditor.domain import (
    Certainty,
    Corpus,
    Coverage,
    Finding,
    Grade,
    Report,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditResult:
    """Everything a run hands to the writers.

    `findings` holds every finding, dismissed ones too; the reports hold only those that count.
    `rules` is keyed by code and holds every rule that ran; `citations` gives the words to print for
    a policy key. `settings_text` is the effective configuration without anything of this machine;
    its hash stands in the manifest. `input_hashes` adds files that gave no document.
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
    fail_on: Severity | None = None


# --------------------------------------------------------------------------------------------
# Pieces of a page


@dataclass(frozen=True, slots=True)
class Mark:
    """The number a finding answers to, and the anchor it stands at."""

    number: str
    anchor: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Published:
    """A report, where its page and its reply form go, and the numbers of its findings by id."""

    report: Report
    page: str
    reply: str
    marks: Mapping[str, Mark]


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
    """One indicator row: its cells in printed order and every finding on it."""

    number: int
    anchor: str
    cells: tuple[CellView, ...]
    marks: tuple[Mark, ...]
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
    """What is particular to one finding."""

    mark: Mark
    where: Link
    quote: str
    clipped: int
    blank: bool
    message: str
    related: tuple[Link, ...]
    more: int
    points: float | None
    context: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that share severity, certainty, rule, advice and basis: said once."""

    rule: str
    title: str
    severity: Severity
    certainty: Certainty
    advice: str
    citations: tuple[str, ...]
    findings: tuple[FindingView, ...]


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

    @property
    def note_count(self) -> int:
        """How many 提示 are folded at the end."""
        return sum(len(g.findings) for g in self.notes)


@dataclass(frozen=True, slots=True)
class FixView:
    """One of the fixes that would raise the score most."""

    title: str
    advice: str
    points: float
    marks: tuple[Mark, ...]
    more: int


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
class DepartmentPage:
    """All that the template of a department's page draws."""

    department: str
    year: str
    title: str
    score: float | None
    grade: Grade | None
    grade_note: str
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


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One department and year in the index."""

    department: str
    year: str
    report: str
    reply: str
    score: float | None
    grade: Grade | None
    projects: int
    coverage: Coverage
    rows: int
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """How often one rule spoke."""

    rule: RuleText
    findings: int
    departments: int


@dataclass(frozen=True, slots=True)
class IndexPage:
    """All that the template of the index draws."""

    departments: tuple[IndexRow, ...]
    counts: tuple[Count, ...]
    coverage: Coverage
    projects: int
    rows: int
    documents: int
    duplicates: tuple[tuple[str, str], ...]
    skipped: tuple[Skipped, ...]
    rules: tuple[RuleRow, ...]
    silent_rules: tuple[RuleText, ...]
