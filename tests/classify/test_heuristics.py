"""The judgement as a whole, on made-up documents and on the labelled gold rows."""

import json
from pathlib import Path

from auditor.checks.examples import document, indicator, project
from auditor.classify.heuristics import judge_documents, opinion
from auditor.domain import Indicator, Project, TargetKind
from auditor.text.language import Language
from auditor.text.lexicon import Lexicons

GOLD = Path(__file__).parents[1] / "gold"


def lines(name):
    return [json.loads(line) for line in (GOLD / name).read_text(encoding="utf-8").splitlines()]


def test_every_row_is_judged_once_under_its_key(language):
    rows = [indicator("数量指标", "会议次数", "≥6次"), indicator("质量指标", "会议质量", "提升")]
    made = document(project(*rows), project(*rows), id="甲.txt")

    judgements = judge_documents([made], language)

    assert sorted(judgements) == [("甲.txt", seq, row) for seq in (1, 2) for row in (1, 2)]
    assert judgements["甲.txt", 1, 2] == judgements["甲.txt", 2, 2]


def test_words_that_a_user_adds_tell_what_a_value_is(language, tmp_path):
    own = tmp_path / "状态.txt"
    own.write_text("挂牌运营\n", encoding="utf-8")
    extended = Language(Lexicons.load({"target_state": own}))
    made = document(project(indicator("质量指标", "服务站状态", "挂牌运营")), id="甲")

    kinds = [judge_documents([made], each)["甲", 1, 1].target.kind for each in (language, extended)]

    assert kinds == [TargetKind.PHRASE, TargetKind.STATE]


def test_the_order_of_documents_does_not_matter(language):
    one = document(project(indicator("时效指标", "完成时效", "年底"), name="设备采购"), id="甲")
    two = document(project(indicator("时效指标", "完成时效", "年底"), name="日常运营"), id="乙")

    forward, backward = judge_documents([one, two], language), judge_documents([two, one], language)

    assert forward == backward


def test_rules_agree_with_the_labelled_gold_rows(language):
    projects = {(p["document"], p["seq"]): p for p in lines("projects.jsonl")}
    fields = ("level1", "level2", "level3", "description", "value", "basis")
    judged = []
    for row in lines("indicators.jsonl"):
        known = projects[row["document"], row["project_seq"]]
        whole = Project(1, name=known["name"], purpose=known["purpose"])
        made = opinion(Indicator(1, *(row[f] for f in fields)), whole, language).judgement
        judged.append((row, made))

    def share(right, among):
        chosen = [pair for pair in judged if among(*pair)]
        return sum(right(*pair) for pair in chosen) / len(chosen)

    def everything(row, made):
        return True

    def called_vague(row, made):
        return made.vagueness.label.label > 0

    assert share(lambda r, j: (r["vagueness"] > 0) == called_vague(r, j), everything) > 0.9
    assert share(lambda r, j: r["vagueness"] > 0, lambda r, j: j.vagueness.label.label == 2) == 1
    assert (
        share(
            lambda r, j: j.category.declared not in (r["category"], *r["category_also"]),
            lambda r, j: j.category.mismatch,
        )
        == 1
    )
    assert share(lambda r, j: r["value_mismatch"], lambda r, j: j.value_mismatch) == 1
    assert (
        share(lambda r, j: set(r["duplicate_fields"]) == set(j.duplicate_fields), everything) > 0.95
    )
