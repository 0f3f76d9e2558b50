import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.text.language import Language
from auditor.text.lexicon import Lexicons
from auditor.text.normalise import fold
from auditor.text.segment import fold_with_origins

DOCUMENTS = sorted((Path(__file__).parents[2] / "corpora/documents").glob("*.txt"))
SENTENCES = [
    "优化营商环境，提升园区知名度和影响力，为入驻企业提供保障",
    "完成1-11月份巡检任务≥12次，设备完好率≥98.5%",
    "按照〔2024〕110号文件要求，2025年12月底前完成全部建设内容",
    "见书签_Toc_1，服务器CPU使用率＜80％，等保2.0三级",
    "发放补助资金35.6万元，惠及群众1,200人次，A级景区3家",
    "培训班2期/年，每期≥50人，合格率达到95%以上；满意度≥90%",
    "T恤衫、卡拉OK、3D打印、5G基站、Wi-Fi、GB/T19001-2016",
    "污水处理厂出水水质稳定达到一级A标准，COD≤50mg/L",
]
CASES = [
    ("服务对象满意度", ["服务对象满意度"]),
    ("设备验收合格率", ["设备", "验收合格率"]),
    ("预算执行率≥90%", ["预算执行率", "≥", "90", "%"]),
    ("优化营商环境", ["优化", "营商环境"]),
    ("三级指标名称", ["三级指标", "名称"]),
    ("招商引资推介会", ["招商引资", "推介会"]),
    ("２０２５年１２月底前", ["2025", "年", "12", "月底前"]),
    ("营商\n环 境", ["营商环境"]),
    ("1-11月", ["1", "-", "11", "月"]),
    ("_Toc_1", ["_", "Toc", "_", "1"]),
    ("99.5%", ["99.5", "%"]),
    ("", []),
    (" \n\x00\u200b", []),
]


@pytest.fixture(scope="module", params=["rjieba", "jieba"])
def language(request) -> Language:
    return Language(Lexicons.load(), request.param)


@pytest.fixture(scope="module")
def both() -> tuple[Language, Language]:
    lexicons = Lexicons.load()
    return Language(lexicons, "rjieba"), Language(lexicons, "jieba")


@pytest.mark.parametrize(("text", "words"), CASES)
def test_words_are_cut_as_the_trade_reads_them(language, text, words):
    assert list(language.words(text)) == words


def test_every_term_of_the_dictionary_is_one_word(language):
    terms = [row[0] for row in language.lexicons.table("dictionary")]
    assert [term for term in terms if language.words(term) != (term,)] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_both_segmenters_give_the_same_words_on_real_documents(both, path):
    rust, python = both
    for line in path.read_text(encoding="utf-8").splitlines():
        assert rust.words(line) == python.words(line)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_both_segmenters_give_the_same_words_on_written_sentences(both, sentence):
    rust, python = both
    assert rust.words(sentence) == python.words(sentence)


@settings(max_examples=300, deadline=None)
@given(
    st.text(
        st.one_of(
            st.sampled_from("提升完成率满意度营商环境服务对象有效没果项目数量的一二三万元年月"),
            st.characters(min_codepoint=0x20, max_codepoint=0x7E),
            st.characters(codec="utf-8"),
        ),
        max_size=40,
    )
)
def test_both_segmenters_give_the_same_words_on_any_text(both, text):
    rust, python = both
    assert rust.words(text) == python.words(text)
    assert "".join(rust.words(text)) == fold_with_origins(text).text


@pytest.mark.skipif(
    "AUDITOR_PUBLISHED_DATA" not in os.environ, reason="needs AUDITOR_PUBLISHED_DATA"
)
def test_both_segmenters_give_the_same_words_on_published_rows(both):
    rust, python = both
    path = Path(os.environ["AUDITOR_PUBLISHED_DATA"]) / "rows.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        texts = {
            row.get(field) or ""
            for row in map(json.loads, rows)
            for field in ("level3", "value", "description")
        }
    unequal = [text for text in texts if rust.words(text) != python.words(text)]
    assert len(texts) > 10_000
    assert unequal == []


@given(st.text(max_size=60))
def test_folded_characters_remember_where_they_were_printed(text):
    folded = fold_with_origins(text)
    assert len(folded.text) == len(folded.origins)
    assert list(folded.origins) == sorted(folded.origins)
    for character, origin in zip(folded.text, folded.origins, strict=True):
        assert character in fold(text[origin])


def test_a_users_dictionary_changes_only_the_language_it_was_given_to(tmp_path):
    file = tmp_path / "词典.txt"
    file.write_text("智慧园区大脑\n", encoding="utf-8")
    for name in ("rjieba", "jieba"):
        before = Language(Lexicons.load(), name)
        extended = Language(Lexicons.load({"dictionary": file}), name)
        assert extended.words("建设智慧园区大脑") == ("建设", "智慧园区大脑")
        assert "智慧园区大脑" not in before.words("建设智慧园区大脑")


def test_jieba_writes_no_cache_says_nothing_and_keeps_its_global_tokenizer(tmp_path):
    program = (
        "from auditor.text.language import Language\n"
        "from auditor.text.lexicon import Lexicons\n"
        "assert Language(Lexicons.load(), 'jieba').words('营商环境') == ('营商环境',)\n"
        "import jieba\n"
        "assert not jieba.dt.initialized\n"
    )
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env={**os.environ, "TMPDIR": str(tmp_path), "TEMP": str(tmp_path), "TMP": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []
