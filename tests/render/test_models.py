"""What the models say, in a department's words and in an auditor's numbers."""

import re
from dataclasses import replace

import pytest

from auditor import render, scoring
from auditor.checks.examples import document, indicator, project
from auditor.domain import (
    Category,
    CategoryJudgement,
    Field,
    Measure,
    Severity,
    Vagueness,
    VaguenessJudgement,
)
from auditor.render import words
from tests.render.test_excel import book, table
from tests.render.test_html import PAGE, Page

MEASURES = tuple(
    Measure(model, figure, value, low, high)
    for model, figure, value, low, high in (
        ("category", "best class right or acceptable", 0.915, 0.903, 0.924),
        ("category", "mismatch: precision", 0.883, 0.85, 0.916),
        ("vagueness", "AUROC", 0.97, 0.964, 0.975),
        ("vagueness", "vague or not: precision", 0.911, 0.896, 0.924),
        ("vagueness", "vague or not: recall", 0.894, 0.876, 0.909),
    )
)
DIGEST = "0123456789abcdef" * 4


@pytest.fixture
def judged(make, found):
    """One row that a rule and the model call vague, with the models named."""
    where = document(project(indicator("质量指标", "服务质量", "明显提升")))
    findings = (
        found("v", "V01", where=where, rows=(1,), fields=(Field.VALUE,), quote="明显提升"),
        found("n", "D03", Severity.NOTE, where=where, rows=(1,), fields=(Field.NAME,)),
    )
    result = make(where, findings=findings, model_hash=DIGEST, measures=MEASURES)
    (key,) = result.corpus.judgements
    judgement = replace(
        result.corpus.judgements[key],
        vagueness=VaguenessJudgement(Vagueness.VAGUE, 0.8731),
        category=CategoryJudgement(Category.QUALITY, Category.SOCIAL, 0.6412, (Category.QUALITY,)),
    )
    corpus = replace(result.corpus, judgements={key: judgement})
    reports = scoring.score(corpus, findings, result.settings)
    return replace(result, corpus=corpus, reports=reports)


def text(folder, path=PAGE):
    return Page((folder / path).read_text(encoding="utf-8")).text


def test_a_department_reads_a_probability_as_a_count_and_never_as_a_decimal(judged, tmp_path):
    render.write(tmp_path, judged)
    page = text(tmp_path)

    assert page.count("模型估计：") == 1  # of the finding that can be mended, not of the note
    assert "模型估计：这样写的指标，10条里约9条不够明确。" in page
    assert not re.search(r"0\.[0-9]{3,}", page)


def test_an_auditor_reads_the_probabilities_themselves(judged, tmp_path):
    render.write(tmp_path, judged)
    (row,) = table(book(tmp_path / "findings.xlsx")["指标明细"])

    assert row["不明确的概率"] == 0.8731
    assert row["建议类别"] == "社会效益指标"
    assert row["建议类别的概率"] == 0.6412
    assert row["也可接受的类别"] == "质量指标"


def test_the_annex_names_the_models_and_how_often_they_were_right(judged, tmp_path):
    render.write(tmp_path, judged)

    for path in (PAGE, "index.html"):
        page = text(tmp_path, path)
        assert DIGEST in page
        assert "判为不明确的，100条里91条（90—92）" in page
        assert "判为类别不符的，100条里88条（85—92）属实" in page


def test_without_models_no_page_speaks_of_their_opinion(result, tmp_path):
    render.write(tmp_path, result)
    page = text(tmp_path)
    rows = table(book(tmp_path / "findings.xlsx")["指标明细"])

    assert "模型估计" not in page
    assert "没有使用统计模型" in page
    assert {row["不明确的概率"] for row in rows} == {None}
    assert {row["建议类别的概率"] for row in rows} == {None}


def test_models_without_figures_are_named_and_nothing_is_claimed():
    said = words.models(DIGEST, ())

    assert DIGEST[:16] in said
    assert "检验" not in said


@pytest.mark.parametrize(
    ("probability", "said"),
    [
        (0.0, "10条里不到1条"),
        (0.049, "10条里不到1条"),
        (0.05, "10条里约1条"),
        (0.5, "10条里约5条"),
        (0.94, "10条里约9条"),
        (0.95, "10条里9条以上"),
        (1.0, "10条里9条以上"),
    ],
)
def test_odds_are_never_certainty(probability, said):
    assert words.odds(probability, "条") == said


@pytest.mark.parametrize("score", [0.1, 0.49])
def test_a_finding_does_not_contradict_itself(score):
    """Where the model sees less than the rule, its figure stands in the workbook alone."""
    assert words.unclear(VaguenessJudgement(Vagueness.CLEAR, score)) == ""
    stays = CategoryJudgement(Category.QUALITY, Category.QUALITY, 0.8)
    assert words.better_class(stays) == ""
    unsure = CategoryJudgement(Category.QUALITY, Category.QUANTITY, score)
    assert words.better_class(unsure) == ""
