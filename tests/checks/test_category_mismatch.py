"""What a model makes of a row's class is reported once, and only where no rule says it better."""

from dataclasses import replace

import pytest

from auditor.checks.catalogue import all_checks, find
from auditor.checks.engine import run
from auditor.checks.examples import one_row
from auditor.classify.heuristics import judge_documents
from auditor.domain import Category, Certainty, Corpus, Document, Finding
from auditor.settings import Settings
from auditor.text.language import default_language

FAMILY = [check for check in all_checks() if check.code[0] == "K" and check.enabled]
ABOUT_CLASS = {check.slug for check in FAMILY} - {"value-off-name", "routine-management"}


def found(
    document: Document, best: Category, probability: float, *, also: tuple[Category, ...] = ()
) -> list[Finding]:
    """Findings on the class of one row, of which a model made this."""
    language = default_language()
    judgements = {
        place: replace(
            judgement,
            category=replace(
                judgement.category, best=best, probability=probability, also=also, mismatch=True
            ),
        )
        for place, judgement in judge_documents([document], language).items()
    }
    outcome = run(Corpus((document,), judgements), FAMILY, Settings(), language, strict=True)
    return [f for f in outcome.findings if f.slug in ABOUT_CLASS]


@pytest.mark.parametrize(
    ("probability", "certainty"), [(0.97, Certainty.LIKELY), (0.7, Certainty.UNSURE)]
)
def test_what_only_the_model_says_is_as_certain_as_the_model(
    probability: float, certainty: Certainty
) -> None:
    row = one_row("数量指标", "公共文化空间舒适", "明显")

    (finding,) = found(row, Category.SOCIAL, probability, also=(Category.QUALITY,))

    assert finding.slug == "category-mismatch"
    assert finding.certainty is certainty
    assert finding.score == probability
    assert "数量指标" in finding.message
    assert "更像社会效益指标，也可归质量指标" in finding.message


@pytest.mark.parametrize(
    ("row", "best", "slug"),
    [
        (("数量指标", "资金下达数", "300万元"), Category.INPUT, "money-as-quantity"),
        (("数量指标", "工程质量合格率", "100%"), Category.QUALITY, "rate-as-quantity"),
        (("质量指标", "培训人数", "≥60人"), Category.QUANTITY, "count-as-quality"),
        (("社会效益指标", "开展宣传活动", "≥4次"), Category.QUANTITY, "activity-as-benefit"),
        (("质量指标", "资助对象满意度", "≥90%"), Category.SATISFACTION, "satisfaction-misplaced"),
        (("社会效益指标", "故障响应率", "≥99%"), Category.QUALITY, "quality-as-benefit"),
        (("生态效益指标", "孩子成长状况", "健康"), Category.SOCIAL, "benefit-class-mixup"),
    ],
)
def test_a_rule_that_says_it_better_speaks_alone(
    row: tuple[str, str, str], best: Category, slug: str
) -> None:
    assert [f.slug for f in found(one_row(*row), best, 0.99)] == [slug]


def test_without_a_mismatch_nothing_is_said() -> None:
    language, row = default_language(), one_row("数量指标", "公共文化空间舒适", "明显")
    check = find("category-mismatch")
    assert check is not None
    judgements = {
        place: replace(
            judgement,
            category=replace(judgement.category, best=Category.SOCIAL, probability=0.99),
        )
        for place, judgement in judge_documents([row], language).items()
    }

    outcome = run(Corpus((row,), judgements), [check], Settings(), language, strict=True)

    assert outcome.findings == ()
