"""What a score promises to the department."""

import itertools
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor import scoring
from auditor.checks.examples import document, indicator, project
from auditor.domain import (
    CategoryJudgement,
    Certainty,
    Corpus,
    Coverage,
    Document,
    Field,
    Finding,
    Grade,
    Judgement,
    Report,
    Review,
    Severity,
    Target,
    TargetKind,
    Vagueness,
    VaguenessJudgement,
)
from auditor.settings import Points, Scoring, Settings

PLAIN = Judgement(
    Target(TargetKind.PHRASE), VaguenessJudgement(Vagueness.CLEAR), CategoryJudgement(None)
)


def department(*sizes: int, **given: object) -> Document:
    """A document with projects of so many rows."""
    row = indicator("数量指标", "场次", "≥1场")
    return document(*(project(*[row] * n) for n in sizes), **given)  # type: ignore[arg-type]


def finding(
    id: str = "f1",
    severity: Severity = Severity.HIGH,
    certainty: Certainty = Certainty.CERTAIN,
    *,
    seq: int | None = 1,
    rows: tuple[int, ...] = (),
    fields: tuple[Field, ...] = (Field.VALUE,),
    rule: str = "V01",
    review: Review | None = None,
    document: str = "示例.txt",
) -> Finding:
    return Finding(
        id=id,
        rule=rule,
        slug=rule,
        title=rule,
        severity=severity,
        certainty=certainty,
        document=document,
        department=None,
        year=None,
        project_seq=seq,
        project_name=None,
        rows=rows,
        fields=fields,
        quote="",
        message="",
        advice="",
        policy=(),
        places=(),
        amount=Decimal(1),
        review=review,
    )


def reports(
    documents: Iterable[Document], findings: Iterable[Finding] = (), **settings: object
) -> tuple[Report, ...]:
    documents = tuple(documents)
    judgements = {
        (d.id, p.seq, i.row): PLAIN for d in documents for p in d.projects for i in p.indicators
    }
    return scoring.score(
        Corpus(documents, judgements),
        tuple(findings),
        Settings(scoring=Scoring(**settings)),  # type: ignore[arg-type]
    )


def report(where: Document, *findings: Finding, **settings: object) -> Report:
    (only,) = reports([where], findings, **settings)
    return only


def all_points(told: Report) -> list[float]:
    projects = [p for d in told.documents for p in d.projects]
    return [
        told.score.points,
        *(p.score.points for p in projects),
        *itertools.chain.from_iterable(p.row_scores for p in projects),
    ]


FINDINGS = st.lists(
    st.builds(
        finding,
        id=st.just(""),
        severity=st.sampled_from(Severity),
        certainty=st.sampled_from(Certainty),
        seq=st.sampled_from([None, 1, 2, 3]),
        rows=st.sampled_from([(), (1,), (2,), (3,), (1, 2), (9,)]),
        fields=st.sampled_from([(), (Field.VALUE,), (Field.NAME, Field.VALUE), (Field.GOALS,)]),
        rule=st.sampled_from(["V01", "D02", "K03"]),
        review=st.sampled_from([None, None, *Review]),
    ),
    max_size=14,
).map(lambda found: [replace(f, id=f"f{n}") for n, f in enumerate(found)])
SETTINGS = st.fixed_dictionaries(
    {
        name: st.builds(Points, **{s: st.floats(0, 100) for s in ("high", "medium", "low", "note")})
        for name in ("row", "project", "document")
    }
    | {name: st.floats(0, 1) for name in ("likely", "unsure", "repeat")}
    | {name: st.floats(0, 100) for name in ("project_limit", "document_limit")}
)
WHERE = department(3, 2, 0)


@given(FINDINGS, SETTINGS)
def test_scores_lie_between_0_and_100(findings, settings):
    assert all(0 <= points <= 100 for points in all_points(report(WHERE, *findings, **settings)))


@given(FINDINGS, SETTINGS, st.data())
def test_settling_a_finding_never_lowers_a_score(findings, settings, data):
    if not findings:
        return
    settled = data.draw(st.sampled_from(findings))
    before = all_points(report(WHERE, *findings, **settings))
    after = all_points(report(WHERE, *(f for f in findings if f is not settled), **settings))

    assert all(a >= b for a, b in zip(after, before, strict=True))


@given(FINDINGS, st.randoms(use_true_random=False))
def test_the_order_of_findings_does_not_matter(findings, random):
    shuffled = random.sample(findings, len(findings))
    one, other = report(WHERE, *findings), report(WHERE, *shuffled)

    assert one.score == other.score
    assert all_points(one) == all_points(other)


@given(FINDINGS)
def test_costs_add_up_to_what_is_missing(findings):
    told = report(WHERE, *findings)

    assert sum(c.points for c in told.score.costs) == pytest.approx(
        100 - told.score.points, abs=0.06
    )
    for p in told.documents[0].projects:
        lost = sum(c.points for c in p.score.costs)
        assert lost == pytest.approx(100 - p.score.points, abs=0.06)


@given(FINDINGS)
def test_a_gain_is_what_settling_the_rule_brings(findings):
    told = report(WHERE, *findings)
    for gain in told.score.gains:
        without = report(WHERE, *(f for f in findings if f.rule != gain.rule))
        assert without.score.points - told.score.points == pytest.approx(gain.points, abs=0.11)

    gains = [g.points for g in told.score.gains]
    assert gains == sorted(gains, reverse=True)


def test_without_findings_everything_is_full_marks():
    assert set(all_points(report(department(3, 4)))) == {100.0}


@pytest.mark.parametrize(
    ("severity", "certainty", "points"),
    [
        (Severity.HIGH, Certainty.CERTAIN, 50.0),
        (Severity.HIGH, Certainty.LIKELY, 65.0),
        (Severity.HIGH, Certainty.UNSURE, 100.0),
        (Severity.MEDIUM, Certainty.CERTAIN, 75.0),
        (Severity.LOW, Certainty.CERTAIN, 92.0),
        (Severity.NOTE, Certainty.CERTAIN, 100.0),
    ],
)
def test_a_row_loses_by_severity_and_certainty(severity, certainty, points):
    told = report(department(2), finding(severity=severity, certainty=certainty, rows=(1,)))

    assert told.documents[0].projects[0].row_scores == (points, 100.0)


def test_findings_on_the_same_field_do_not_add_up_fully():
    same = report(department(1), finding("a", rows=(1,)), finding("b", rows=(1,), rule="D02"))
    other = report(
        department(1),
        finding("a", Severity.MEDIUM, rows=(1,)),
        finding("b", Severity.MEDIUM, rows=(1,), fields=(Field.NAME,)),
    )

    assert same.documents[0].projects[0].row_scores == (25.0,)
    assert other.documents[0].projects[0].row_scores == (50.0,)


def test_a_longer_document_with_the_same_share_of_faults_scores_the_same():
    short = report(department(4), finding("a", rows=(1,)))
    long = report(department(40), *(finding(f"f{n}", rows=(n,)) for n in range(1, 11)))

    assert short.score.points == long.score.points


def test_projects_weigh_by_the_square_root_of_their_rows():
    told = report(department(1, 9), finding("a", rows=(1,)))

    assert told.score.points == 87.5


def test_a_finding_on_the_narrative_costs_the_department_alone():
    told = report(department(12), finding(seq=None, fields=(Field.PARAGRAPH,)))

    assert told.score.points == 94.0
    assert told.documents[0].projects[0].score.points == 100.0


def test_a_dismissed_finding_costs_nothing_and_is_not_told():
    told = report(department(12), finding(rows=(1,), review=Review.FALSE_ALARM))

    assert told.score.points == 100.0
    assert told.findings == ()


@pytest.mark.parametrize(
    ("rows", "grade"), [(9, None), (10, Grade.EXCELLENT), (30, Grade.EXCELLENT)]
)
def test_too_few_rows_get_no_grade(rows, grade):
    assert report(department(rows)).score.grade is grade


@pytest.mark.parametrize(
    ("read", "grade"), [(20, Grade.EXCELLENT), (16, Grade.EXCELLENT), (15, None)]
)
def test_a_document_read_in_part_gets_no_grade(read, grade):
    where = replace(department(20), coverage=Coverage(1, 1, 20, read))

    assert report(where).score.grade is grade


@pytest.mark.parametrize(
    ("faulty", "grade"),
    [
        (0, Grade.EXCELLENT),
        (2, Grade.EXCELLENT),
        (3, Grade.GOOD),
        (4, Grade.GOOD),
        (5, Grade.FAIR),
        (8, Grade.FAIR),
        (9, Grade.POOR),
    ],
)
def test_grades_follow_the_published_thresholds(faulty, grade):
    findings = (finding(f"f{n}", rows=(n,)) for n in range(1, faulty + 1))

    assert report(department(10), *findings).score.grade is grade


def test_there_is_a_report_per_department_and_year():
    documents = [
        department(1, department=name, year=year, id=key)
        for key, name, year in [
            ("e", "乙局", 2025),
            ("d", None, 2025),
            ("c", None, 2025),
            ("b", "甲局", 2025),
            ("a", "甲局", 2024),
            ("f", "甲局", 2025),
        ]
    ]
    for order in itertools.permutations(documents, 6):
        told = reports(order)
        ids = [[d.document.id for d in r.documents] for r in told]

        assert ids == [["e"], ["a"], ["b", "f"], ["c"], ["d"]]


def test_departments_of_one_name_in_two_regions_are_told_apart():
    documents = [
        replace(department(1, id=key), region=region, department_code=code)
        for key, region, code in [("a", "甲县", "301"), ("b", "乙县", "301"), ("c", "甲县", "301")]
    ]
    ids = [[d.document.id for d in r.documents] for r in reports(documents)]

    assert ids == [["b"], ["a", "c"]]


def test_a_repeated_publication_is_scored_once():
    copy = replace(department(12, id="copy.pdf"), duplicate_of="示例.txt")
    (told,) = reports([department(12), copy])

    assert [d.document.id for d in told.documents] == ["示例.txt"]


def test_the_formula_is_printed_with_the_numbers_that_were_used():
    text = scoring.formula(Settings(scoring=Scoring(excellent=91, repeat=0.25)))

    assert "91分及以上为优" in text
    assert "再乘以25%" in text
    assert "{" not in text
