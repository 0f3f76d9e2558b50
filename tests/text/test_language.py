import pickle
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.domain import TargetKind
from auditor.errors import AuditError
from auditor.text.language import Language, default_language
from auditor.text.lexicon import Lexicons
from auditor.text.normalise import fold
from auditor.text.segment import Span

SPANS = [
    # Whole words.
    ("显著提升办公服务水平", "degree", ["显著"]),
    ("显著提升办公服务水平", "direction_up", ["提升"]),
    ("降低能耗", "direction_down", ["降低"]),
    ("每月按时征收", "state", ["按时"]),
    ("开展安全培训", "activity", ["培训"]),
    # The longest word of a list.
    ("优化营商环境", "abstract_noun", ["营商环境"]),
    ("优化营商环境", "slogan", ["优化营商环境"]),
    ("服务对象满意度", "satisfaction", ["服务对象满意度"]),
    ("工程验收合格率", "quality_rate", ["验收合格率"]),
    # Inside compounds that the dictionary holds.
    ("效果明显提高", "degree", ["明显"]),
    ("项目总成本", "cost_word", ["项目总成本"]),
    ("活动总成本", "less_is_better", ["总成本"]),
    ("参训工作人员满意度", "satisfaction", ["人员满意度"]),
    ("服务10万人次", "countable_noun", ["人次"]),
    # Not a part of another word.
    ("任务完成率", "state", []),
    ("服务对象满意度", "grade", []),
    ("质量不合格", "grade", ["不合格"]),
    ("没有效果", "degree", []),
    ("提交报告数量", "countable_noun", ["数量"]),
    ("促进可持续发展", "degree", []),
    ("优化流程", "grade", []),
    ("服务中心", "grade", []),
    ("无线电监测", "placeholder", []),
    ("面积1.5万平方米", "placeholder", []),
    ("公开工作方案", "construction", []),
    # As printed: broken lines, blanks, width, invisible characters.
    ("提升营商\n环境", "abstract_noun", ["营商\n环境"]),
    ("提 高 效率", "direction_up", ["提 高"]),
    ("满\u200b意度", "satisfaction", ["满\u200b意度"]),
    ("安全等级Ａ级", "grade", ["Ａ级"]),
    ("", "degree", []),
]

ANY_TEXT = st.text(
    st.one_of(
        st.sampled_from(
            "提升显著完成合格率满意度营商环境服务对象有效没果总成本不可持续"
            " \n\t\u3000\u200b\x00㎡½％≥１Aａ"
        ),
        st.characters(codec="utf-8"),
    ),
    max_size=40,
)


@pytest.fixture(scope="module")
def language() -> Language:
    return default_language()


@pytest.mark.parametrize(("text", "label", "found"), SPANS)
def test_listed_words_are_found_where_they_are_words(language, text, label, found):
    assert [span.text for span in language.spans(text, label)] == found


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_spans_are_verbatim_listed_words_in_order(text):
    language = default_language()
    spans = language.spans(text)
    assert list(spans) == sorted(spans)
    for span in spans:
        assert text[span.start : span.end] == span.text
        assert fold(span.text) in language.lexicons.words(span.label)


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT)
def test_spans_of_one_list_do_not_overlap(text):
    language = default_language()
    for label in ("abstract_noun", "state", "rate_suffix", "cost_word"):
        spans = language.spans(text, label)
        assert all(a.end <= b.start for a, b in pairwise(spans))


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT)
def test_a_doc_holds_the_text_to_the_last_character_and_the_same_spans(text):
    language = default_language()
    doc = language.doc(text)
    assert doc.text == text
    assert sorted(
        Span(s.start_char, s.end_char, s.label_, s.text) for s in doc.spans["lexicon"]
    ) == list(language.spans(text))


def test_both_segmenters_give_the_same_spans():
    other = Language(Lexicons.load(), "jieba")
    for text, label, _ in SPANS:
        assert other.spans(text, label) == default_language().spans(text, label)


def test_spans_of_several_lists_come_together_in_order(language):
    spans = language.spans("显著提升营商环境", "direction_up", "degree", "abstract_noun")
    assert [(s.label, s.text) for s in spans] == [
        ("degree", "显著"),
        ("direction_up", "提升"),
        ("abstract_noun", "营商环境"),
    ]


def test_a_users_word_is_found(tmp_path):
    file = tmp_path / "口号.txt"
    file.write_text("擦亮金字招牌\n-保驾护航\n", encoding="utf-8")
    language = Language(Lexicons.load({"slogan": file}))
    assert [s.text for s in language.spans("擦亮金字招牌，保驾护航", "slogan")] == ["擦亮金字招牌"]


def test_a_list_that_is_not_there_is_an_error(language):
    with pytest.raises(KeyError, match="degrees"):
        language.spans("显著", "degrees")


def test_an_unknown_segmenter_is_refused_in_chinese():
    with pytest.raises(AuditError, match="segmenter：没有“pkuseg”，可用 rjieba 或 jieba"):
        Language(Lexicons.load(), "pkuseg")


def test_a_language_travels_to_worker_processes(language):
    language.spans("显著提升")
    copy = pickle.loads(pickle.dumps(language))
    assert copy.segmenter == language.segmenter
    assert copy.spans("显著提升") == language.spans("显著提升")
    assert copy.words("显著提升") == language.words("显著提升")


def test_what_is_remembered_is_bounded():
    language = Language(Lexicons.load())
    for number in range(20_000):
        language.words(f"第{number}项")
    assert language._words.cache_info().currsize < 20_000


def test_the_default_language_is_made_once():
    assert default_language() is default_language()


def run(program: str) -> None:
    """In a process of its own, every warning an error, nothing said."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_importing_the_product_loads_no_heavy_library():
    run(
        "import sys, auditor.text.language, auditor.checks.base\n"
        "heavy = {'spacy', 'jieba', 'rjieba', 'sklearn', 'pandas', 'numpy'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )


def test_words_and_lists_do_not_load_spacy():
    run(
        "import sys\n"
        "from auditor.text.language import default_language\n"
        "language = default_language()\n"
        "assert language.words('优化营商环境') == ('优化', '营商环境')\n"
        "assert '显著' in language.lexicons.words('degree')\n"
        "heavy = {'spacy', 'jieba', 'sklearn', 'numpy'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )


def test_spacy_is_loaded_without_a_warning_or_a_word():
    run(
        "from auditor.text.language import default_language\n"
        "assert default_language().spans('显著提升', 'degree')[0].text == '显著'\n"
    )


def test_words_of_the_user_decide_what_a_value_is(tmp_path: Path) -> None:
    (tmp_path / "占位.txt").write_text("待明确\n-略\n", encoding="utf-8")
    (tmp_path / "等次.txt").write_text("金牌\n", encoding="utf-8")
    extra = {
        "target_placeholder": tmp_path / "占位.txt",
        "target_grade": tmp_path / "等次.txt",
    }
    language = Language(Lexicons.load(extra))

    kinds = {value: language.target(value).kind for value in ("待明确", "略", "无", "金牌")}

    assert kinds == {
        "待明确": TargetKind.EMPTY,
        "略": TargetKind.PHRASE,
        "无": TargetKind.EMPTY,
        "金牌": TargetKind.GRADE,
    }
