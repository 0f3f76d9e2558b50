"""The nouns: frozen, slotted dataclasses that import nothing of ours.

Types hold text as printed; whoever compares normalises, so that a quote is always found in the
document. Unknown is `None`, never a guess. Money is `Decimal` in 万元 (10,000 yuan). There are no
back pointers: `Row` is the view that holds an indicator together with where it belongs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

# --------------------------------------------------------------------------------------------
# Closed sets


class Named(StrEnum):
    """Names that are looked up for every row.

    They are hashed as the texts they are; an enumeration's own way takes several times as long.
    """

    __hash__ = str.__hash__


class Severity(StrEnum):
    """高: would be sent back; 中: should be amended; 低: advice; 提示: worth a look."""

    HIGH = "高"
    MEDIUM = "中"
    LOW = "低"
    NOTE = "提示"


class Certainty(StrEnum):
    """How sure a finding is; 待核 asks a person to look."""

    CERTAIN = "确定"
    LIKELY = "很可能"
    UNSURE = "待核"


class Scope(StrEnum):
    """A project's own table, or the 部门整体 table."""

    PROJECT = "项目"
    WHOLE = "整体"


class Grade(StrEnum):
    """The four grades of a score."""

    EXCELLENT = "优"
    GOOD = "良"
    FAIR = "中"
    POOR = "差"


class Review(StrEnum):
    """What the auditor decided on a finding."""

    CONFIRMED = "确认"
    FALSE_ALARM = "误报"
    PENDING = "待定"


class SkipKind(StrEnum):
    """Why something was not read."""

    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    NO_TEXT_LAYER = "no-text-layer"
    NO_TABLES = "no-tables"
    TOO_LARGE = "too-large"
    UNSUPPORTED = "unsupported"
    PARTIAL = "partial"
    TIMEOUT = "timeout"
    CRASHED = "crashed"


class Field(StrEnum):
    """The contract's names of what a finding can stand on; `NAME` is 三级指标."""

    LEVEL1 = "level1"
    LEVEL2 = "level2"
    NAME = "name"
    DESCRIPTION = "description"
    VALUE = "value"
    BASIS = "basis"
    TITLE = "title"
    PROJECT_NAME = "project_name"
    PROJECT_CODE = "project_code"
    BUDGET = "budget"
    FISCAL_FUNDS = "fiscal_funds"
    OTHER_FUNDS = "other_funds"
    PURPOSE = "purpose"
    PLAN = "plan"
    GOALS = "goals"
    PARAGRAPH = "paragraph"


class Category(Named):
    """The nine 二级 classes of the labelling guideline, and 投入管理."""

    QUANTITY = "数量指标"
    QUALITY = "质量指标"
    TIMELINESS = "时效指标"
    COST = "成本指标"
    ECONOMIC = "经济效益指标"
    SOCIAL = "社会效益指标"
    ECOLOGICAL = "生态效益指标"
    LASTING = "可持续影响指标"
    SATISFACTION = "满意度指标"
    INPUT = "投入管理"


class Vagueness(StrEnum):
    """The three ordered classes of the labelling guideline."""

    CLEAR = "明确"
    PARTIAL = "欠明确"
    VAGUE = "空泛"

    @property
    def label(self) -> int:
        """0 明确, 1 欠明确, 2 空泛: the number used in labelled rows."""
        return tuple(Vagueness).index(self)


class TargetKind(Named):
    """What sort of value an 指标值 is; `text.quantity` says what each means."""

    NUMBER = "number"
    RANGE = "range"
    DATE = "date"
    DURATION = "duration"
    GRADE = "grade"
    STATE = "state"
    PHRASE = "phrase"
    EMPTY = "empty"


#: Values that say how much, and values that say when or how long.
FIGURES = (TargetKind.NUMBER, TargetKind.RANGE)
TIMES = (TargetKind.DATE, TargetKind.DURATION)


class Operator(Named):
    """The direction printed before a value."""

    AT_LEAST = "≥"
    AT_MOST = "≤"
    EQUAL = "="
    MORE = ">"
    LESS = "<"


# --------------------------------------------------------------------------------------------
# What a reader gives: text and cells with their places


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """What the format has of the way to a spot; all counts are 1-based."""

    page: int | None = None
    sheet: str | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell: grid position (0-based), spans, and text with its own line breaks."""

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as the format gave it: no header understood, nothing carried down."""

    number: int
    cells: tuple[Cell, ...]
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph outside tables, wraps kept."""

    text: str
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was not read, and why: stands in `skipped.jsonl` and in the report.

    `sha256` is that of a whole file that was not read, where its bytes could be.
    """

    path: str
    reason: str
    kind: SkipKind
    part: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class RawDocument:
    """What a reader hands on: blocks and tables in reading order, and what it lost.

    `created` is the month the file says it was made in, as ISO text (`2026-02`).
    """

    path: str
    format: str
    sha256: str
    content: tuple[Block | RawTable, ...]
    skipped: tuple[Skipped, ...] = ()
    created: str | None = None


# --------------------------------------------------------------------------------------------
# Whose it is


class Owned(Protocol):
    """What says of which department it is; two counties have a department of one name."""

    @property
    def department(self) -> str | None:
        """The name as printed."""

    @property
    def region(self) -> str | None:
        """The city, county or district."""


def office(owned: Owned) -> str | None:
    """The department's name with its region in front, where one is known and the name has none."""
    name, region = owned.department, owned.region
    return name if name is None or region is None or region in name else f"{region}{name}"


def same_office(a: Owned, b: Owned) -> bool:
    """Whether both may be of one named department: an unknown region may be any.

    Of documents that are at hand together `offices` says more.
    """
    return a.department is not None and a.department == b.department and same_region(a, b)


def same_region(a: Owned, b: Owned) -> bool:
    """Whether nothing says that the regions differ."""
    return a.region is None or b.region is None or a.region == b.region


# --------------------------------------------------------------------------------------------
# What was understood


@dataclass(frozen=True, slots=True)
class Target:
    """An 指标值 understood.

    `low` and `high` are in the printed unit (`95` for 95 %). A single number stands in both unless
    the operator leaves one side open. `date` is ISO text as precise as printed: `2025`, `2025-12`,
    `2025-12-31`.
    """

    kind: TargetKind
    operator: Operator | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One 绩效指标 as printed (wrap artefacts removed); levels are carried down.

    `row` is 1-based in its project. `cells` gives the place of each field that has one of its own;
    `place` is the row. `doubtful` names fields that look damaged by conversion.
    """

    row: int
    level1: str | None
    level2: str | None
    name: str | None
    description: str | None
    value: str | None
    basis: str | None
    value_cells: tuple[tuple[str, str], ...] = ()
    other: tuple[tuple[str, str], ...] = ()
    doubtful: frozenset[Field] = frozenset()
    place: Place = Place()
    cells: tuple[tuple[Field, Place], ...] = ()

    def text(self, field: Field) -> str:
        """The printed text of one of the six fields, empty where nothing is printed."""
        match field:
            case Field.LEVEL1:
                value = self.level1
            case Field.LEVEL2:
                value = self.level2
            case Field.NAME:
                value = self.name
            case Field.DESCRIPTION:
                value = self.description
            case Field.VALUE:
                value = self.value
            case Field.BASIS:
                value = self.basis
            case _:
                msg = f"{field} is no field of an indicator"
                raise ValueError(msg)
        return value or ""

    def place_of(self, field: Field) -> Place:
        """Where the field stands; the row's place where the cell has none of its own."""
        return dict(self.cells).get(field, self.place)


@dataclass(frozen=True, slots=True)
class Project:
    """One 绩效目标表. `plan` maps a printed month (`3月底`) to a cumulative percent."""

    seq: int
    scope: Scope = Scope.PROJECT
    title: str | None = None
    name: str | None = None
    code: str | None = None
    unit: str | None = None
    budget: Decimal | None = None
    fiscal_funds: Decimal | None = None
    other_funds: Decimal | None = None
    purpose: str | None = None
    plan: tuple[tuple[str, Decimal], ...] = ()
    goals: tuple[str, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    other: tuple[tuple[str, str], ...] = ()
    doubtful: frozenset[Field] = frozenset()
    place: Place = Place()
    cells: tuple[tuple[Field, Place], ...] = ()

    def place_of(self, field: Field) -> Place:
        """Where the field stands; the project's place where it has none of its own."""
        return dict(self.cells).get(field, self.place)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the narrative part; `number` counts from 1 within the document."""

    number: int
    section: str | None
    text: str
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Coverage:
    """Tables and indicator rows found in the text, and how many of them were read."""

    tables_found: int = 0
    tables_read: int = 0
    rows_found: int = 0
    rows_read: int = 0

    def __add__(self, other: Coverage) -> Coverage:
        return Coverage(
            self.tables_found + other.tables_found,
            self.tables_read + other.tables_read,
            self.rows_found + other.rows_found,
            self.rows_read + other.rows_read,
        )


@dataclass(frozen=True, slots=True)
class Document:
    """One department's publication of one year."""

    id: str
    path: str = ""
    sha256: str = ""
    format: str = ""
    department: str | None = None
    department_code: str | None = None
    region: str | None = None
    parent: str | None = None
    year: int | None = None
    profile: str = "generic"
    projects: tuple[Project, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    coverage: Coverage = Coverage()
    duplicate_of: str | None = None


def offices(documents: Iterable[Document], history: Iterable[Document] = ()) -> dict[str, str]:
    """Of which department each document is, by id; without a name it is of its own.

    Without a region it is of the only department of its name: of those audited, or where they tell
    no region, of the history. Where there are several it is none of them.
    """
    audited, earlier = tuple(documents), tuple(history)
    now, ever = _regions(audited), _regions((*audited, *earlier))

    def settled(document: Document, known: Set[str]) -> str:
        alone = document.region is None and len(known) == 1
        placed = replace(document, region=min(known)) if alone else document
        return office(placed) or document.id

    found = {d.id: settled(d, ever[d.department or ""]) for d in earlier}
    for d in audited:
        name = d.department or ""
        found[d.id] = settled(d, now[name] or ever[name])
    return found


def _regions(documents: Iterable[Document]) -> defaultdict[str, set[str]]:
    """The regions that are told of each name."""
    regions: defaultdict[str, set[str]] = defaultdict(set)
    for document in documents:
        if document.department and document.region:
            regions[document.department].add(document.region)
    return regions


def answers_to(document: Document, other: Owned) -> bool:
    """Whether `other` is the document's 主管部门, or of it."""
    if document.parent is None or document.parent != other.department:
        return False
    where = other.region
    return where in {None, document.region} or document.region is None or where in document.parent


# --------------------------------------------------------------------------------------------
# What was judged


@dataclass(frozen=True, slots=True)
class Reason:
    """A span of the document's own text and the rule or n-gram that spoke: `text[start:end]`."""

    rule: str
    field: Field
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class VaguenessJudgement:
    """`score` is the calibrated probability of not being 明确; `None` without a model.

    `sure` where the score is one from which on at least 95 of 100 rows were not 明确.
    """

    label: Vagueness
    score: float | None = None
    reasons: tuple[Reason, ...] = ()
    sure: bool = False


@dataclass(frozen=True, slots=True)
class CategoryJudgement:
    """`declared` is the filed 二级 mapped to a class, `None` where it is no known class."""

    declared: Category | None
    best: Category | None = None
    probability: float | None = None
    also: tuple[Category, ...] = ()
    mismatch: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was made of one indicator row, by rules and, where installed, by the models."""

    target: Target
    vagueness: VaguenessJudgement
    category: CategoryJudgement
    duplicate_fields: tuple[str, ...] = ()
    value_mismatch: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A view: an indicator, what was made of it, and where it belongs."""

    indicator: Indicator
    judgement: Judgement
    project: Project
    document: Document


# --------------------------------------------------------------------------------------------
# What was found alike


class CopyScope(StrEnum):
    """Between what two alike texts stand: the contract's words."""

    ROW = "row"
    PROJECT = "project"
    DEPARTMENT = "department"
    YEAR = "year"
    NARRATIVE = "narrative"


class CopyKind(StrEnum):
    """What tells two alike texts apart: nothing, their numbers alone, or more."""

    SAME = "same"
    NUMBERS = "numbers-changed"
    NEAR = "near"


class Change(StrEnum):
    """What became of a target from the earlier year to the later; `CHANGED`: neither way."""

    UNCHANGED = "unchanged"
    RAISED = "raised"
    LOWERED = "lowered"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class CopySide:
    """One of the places that are alike; `rows` ascend. Without a row or paragraph: a goal."""

    document: str
    department: str | None
    year: int | None
    project_seq: int | None = None
    project_name: str | None = None
    project_code: str | None = None
    rows: tuple[int, ...] = ()
    paragraph: int | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of both texts, shared or different; all `a` in order are the text as printed."""

    equal: bool
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class AlignedText:
    """One field of both sides as printed, side by side."""

    field: Field
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class AlignedRow:
    """Two rows that answer each other, or two paragraphs (row numbers `None`), side by side.

    `usual`: most departments write such a row, so that it is shown but is no ground.
    """

    a: int | None
    b: int | None
    kind: CopyKind
    similarity: float
    texts: tuple[AlignedText, ...]
    change: Change | None = None
    usual: bool = False


@dataclass(frozen=True, slots=True)
class CopyPair:
    """Two places that are alike; `a` comes first where anything gives a direction.

    That is the earlier year where years differ, or the 主管部门 of `b`'s department.

    `similarity` weighs each row by how rare it is among departments; `evidence` sums that up, about
    one for each telling row, and `strongest` is that of the row that tells most. `whole`: the
    tables as a whole, not only some rows of them. `akin`: projects of one kind by their names or
    purposes, which may well be alike.
    """

    scope: CopyScope
    kind: CopyKind
    a: CopySide
    b: CopySide
    similarity: float
    evidence: float
    strongest: float
    whole: bool
    akin: bool
    shared: tuple[str, ...]
    cluster: str
    aligned: tuple[AlignedRow, ...]


@dataclass(frozen=True, slots=True)
class CopyCluster:
    """Places that are all alike, not only in a chain. `medoid` is nearest to all others.

    `id` is that of the member first seen, so that it stays when members join; `first_seen` is that
    member's year.
    """

    id: str
    scope: CopyScope
    medoid: CopySide
    members: tuple[CopySide, ...]
    first_seen: int | None


class Usual(StrEnum):
    """Why a text says nothing of copying."""

    HABIT = "habit"
    TEMPLATE = "template"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True)
class SetAside:
    """A text passed over and why; `share` of departments that have it, where that was counted."""

    text: str
    reason: Usual
    share: float | None
    places: int


@dataclass(frozen=True, slots=True)
class Copies:
    """All that is alike in the audited documents and between them and those of the history."""

    pairs: tuple[CopyPair, ...] = ()
    clusters: tuple[CopyCluster, ...] = ()
    set_aside: tuple[SetAside, ...] = ()


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything audited together. `judgements` is keyed by (document id, project seq, row).

    `history` is judged against and never reported on. `copies` is `None` until it was looked for.
    """

    documents: tuple[Document, ...]
    judgements: Mapping[tuple[str, int, int], Judgement] = field(default_factory=dict)
    history: tuple[Document, ...] = ()
    copies: Copies | None = None
    _rows: dict[tuple[str, int], tuple[Row, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def rows(self, document: Document, project: Project) -> tuple[Row, ...]:
        """The project's indicators with their judgements, in printed order."""
        key = document.id, project.seq
        # Every check asks for the rows of every project.
        if key not in self._rows:
            self._rows[key] = tuple(
                Row(i, self.judgements[document.id, project.seq, i.row], project, document)
                for i in project.indicators
            )
        return self._rows[key]

    def projects(self) -> Iterator[tuple[Document, Project]]:
        """Every audited project with its document; repeated publications are left out."""
        for document in self.documents:
            if document.duplicate_of is None:
                for project in document.projects:
                    yield document, project


@dataclass(frozen=True, slots=True)
class Location:
    """A place in the corpus a finding stands on or refers to."""

    document: str
    project_seq: int | None = None
    row: int | None = None
    paragraph: int | None = None
    field: Field | None = None
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Finding:
    """One explained fault; `quote` is verbatim text of one cell or paragraph."""

    id: str
    rule: str
    slug: str
    title: str
    severity: Severity
    certainty: Certainty
    document: str
    department: str | None
    year: int | None
    project_seq: int | None
    project_name: str | None
    rows: tuple[int, ...]
    fields: tuple[Field, ...]
    quote: str
    message: str
    advice: str
    policy: tuple[str, ...]
    places: tuple[Location, ...]
    related: tuple[Location, ...] = ()
    score: float | None = None
    amount: Decimal | None = None
    review: Review | None = None


# --------------------------------------------------------------------------------------------
# What is told


@dataclass(frozen=True, slots=True)
class Measure:
    """A share from 0 to 1 measured of a model on departments it had not seen, with its interval.

    `model` is `vagueness` or `category`, `figure` the name that training gave it.
    """

    model: str
    figure: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What one finding, or one rule's findings together, takes from a score."""

    rule: str
    title: str
    points: float
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """0 to 100 points, the grade, and which findings cost what, dearest first.

    `grade` is `None` where too little was read to grade fairly; `points` is then still the sum.
    `gains` are the fixes that would raise the score most, by what the score would then be.
    """

    points: float
    grade: Grade | None
    costs: tuple[Cost, ...] = ()
    gains: tuple[Cost, ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectReport:
    """A project with its rows, findings and scores; `row_scores` follow the printed order."""

    project: Project
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    score: Score
    row_scores: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """A document, its projects' reports and the findings that stand on no single project."""

    document: Document
    projects: tuple[ProjectReport, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All that one department's page of one year shows."""

    department: str | None
    year: int | None
    documents: tuple[DocumentReport, ...]
    score: Score
    skipped: tuple[Skipped, ...] = ()
    region: str | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding of the report: by document, then project, then the document's own."""
        return tuple(
            f
            for d in self.documents
            for f in (*(f for p in d.projects for f in p.findings), *d.findings)
        )


# --------------------------------------------------------------------------------------------
# What people answered


class AnswerState(StrEnum):
    """What became of an answer that was read back: the contract's words."""

    USED = "used"
    UNUSED = "unused"
    CONFLICTING = "conflicting"
    EXPIRED = "expired"


class Outcome(StrEnum):
    """What this audit says of a fault that a department has answered to."""

    GONE = "未再发现"
    STANDS = "仍存在"
    WITHDRAWN = "已撤销"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What an auditor wrote beside one finding; `source` is the workbook.

    `decision` is `None` where only a comment or a correction was written. `date` and `until` (the
    last day it holds) are ISO text. `on_record`: kept from an earlier run for a finding that was
    not there; gives way to what stands beside the finding. `about` says what the finding was, in
    the workbook's columns.
    """

    finding: str
    decision: Review | None
    reviewer: str | None = None
    date: str | None = None
    until: str | None = None
    comment: str | None = None
    category: Category | None = None
    vagueness: Vagueness | None = None
    source: str = ""
    state: AnswerState = AnswerState.UNUSED
    on_record: bool = False
    about: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a department answered to one finding, or to one the auditor added.

    `document` is the first of the report that tells it, `None` where no report does.
    """

    finding: str
    department: str | None = None
    year: int | None = None
    number: str = ""
    project: str = ""
    title: str = ""
    quote: str = ""
    measure: str | None = None
    person: str | None = None
    due: str | None = None
    note: str | None = None
    source: str = ""
    state: AnswerState = AnswerState.UNUSED
    document: str | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """What the auditor added on a row: a fault that was missed, or a label.

    `row_id` follows from the row's text and not from its place; `text` is empty where there is only
    a label. `indicator` is the name as printed.
    """

    row_id: str
    text: str
    reviewer: str | None = None
    on_record: bool = False
    category: Category | None = None
    vagueness: Vagueness | None = None
    department: str | None = None
    year: int | None = None
    project: str = ""
    indicator: str = ""
    source: str = ""
    state: AnswerState = AnswerState.UNUSED
    document: str | None = None
    project_seq: int | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """All that was read back, sorted.

    `reviewed`: a workbook of findings was read, so that reports hold confirmed findings only.
    """

    decisions: tuple[Decision, ...] = ()
    replies: tuple[Reply, ...] = ()
    additions: tuple[Addition, ...] = ()
    reviewed: bool = False

    def in_force(self) -> dict[str, Decision]:
        """The decision that counts, by finding: of several that agree the last."""
        used = (d for d in self.decisions if d.state is AnswerState.USED)
        return {d.finding: d for d in sorted(used, key=lambda d: d.date or "")}
