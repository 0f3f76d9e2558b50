import pickle
from pathlib import Path

import pytest

from auditor.errors import AuditError, UsageError
from auditor.text.lexicon import FOLDER, Lexicons, parse
from auditor.text.normalise import fold

SHIPPED = sorted(FOLDER.glob("*.txt"), key=lambda path: path.name)
PROMISED = [
    "abstract_noun",
    "activity",
    "change_verb",
    "completion_rate",
    "construction",
    "cost_word",
    "countable_noun",
    "deferred",
    "degree",
    "dictionary",
    "direction_down",
    "direction_up",
    "execution_rate",
    "filler",
    "generic_object",
    "grade",
    "hedge",
    "less_is_better",
    "money_input",
    "payment",
    "placeholder",
    "promptness",
    "purchase",
    "quality_rate",
    "rate_suffix",
    "satisfaction",
    "scope",
    "slogan",
    "state",
    "typo",
    "unit",
    "vague_basis",
]
NEVER_BOTH = [
    ("direction_up", "direction_down"),
    ("quality_rate", "execution_rate"),
    ("quality_rate", "completion_rate"),
    ("promptness", "quality_rate"),
    ("filler", "scope"),
    ("placeholder", "state"),
    ("vague_basis", "basis_document"),
    ("abstract_noun", "countable_noun"),
]


@pytest.fixture(scope="module")
def lexicons() -> Lexicons:
    return Lexicons.load()


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
class TestAShippedList:
    def test_says_what_it_is_for_and_holds_words(self, path):
        assert lines(path)[0].startswith("# ")
        assert parse(path.read_text(encoding="utf-8"), path.stem, path.name).rows

    def test_has_no_duplicated_line(self, path):
        written = [line for line in lines(path) if line and not line.startswith("#")]
        assert sorted(set(written)) == sorted(written)

    def test_has_no_stray_blanks_and_ends_with_a_line_break(self, path):
        assert lines(path)[-1] == ""
        assert [line for line in lines(path)[:-1] if line != line.strip() or not line] == []

    def test_includes_only_lists_there_are(self, path, lexicons):
        assert set(lexicons.lists[path.stem].includes) <= set(lexicons.names())


def test_every_list_the_rules_rely_on_is_there(lexicons):
    assert set(PROMISED) <= set(lexicons.names())


@pytest.mark.parametrize(("one", "other"), NEVER_BOTH)
def test_opposites_share_no_word(lexicons, one, other):
    assert lexicons.words(one) & lexicons.words(other) == frozenset()


def test_a_list_holds_the_words_of_those_it_includes(lexicons):
    for name in ("quality_rate", "completion_rate", "promptness", "execution_rate"):
        assert lexicons.words(name) <= lexicons.words("rate_suffix")


def test_words_are_found_as_printed_and_as_folded(lexicons):
    for printed in ("……", "——", "无"):
        assert printed in lexicons.words("placeholder")
        assert fold(printed) in lexicons.words("placeholder")


def test_every_term_of_the_dictionary_has_a_frequency(lexicons):
    assert [row for row in lexicons.table("dictionary") if not int(row[1]) > 0] == []


def test_a_typo_is_mended_by_its_correction(lexicons):
    for wrong, right, _ in lexicons.table("typo"):
        assert wrong != right
        assert wrong not in right


def test_every_measure_noun_names_its_units(lexicons):
    assert [noun for noun, units in lexicons.table("unit") if not all(units.split("、"))] == []


def test_tables_are_no_labels(lexicons):
    assert set(lexicons.labels()).isdisjoint({"dictionary", "typo", "unit"})


class TestAUsersFile:
    def load(self, tmp_path: Path, name: str, text: str | bytes) -> Lexicons:
        file = tmp_path / "我的词表.txt"
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return Lexicons.load({name: file})

    def test_adds_words_and_takes_words_out(self, tmp_path, lexicons):
        changed = self.load(tmp_path, "degree", "# 本市用语\n棒棒\n-明显\n")
        assert changed.words("degree") == lexicons.words("degree") - {"明显"} | {"棒棒"}

    def test_reaches_lists_that_include_the_list(self, tmp_path):
        changed = self.load(tmp_path, "quality_rate", "抽样优质率\n")
        assert "抽样优质率" in changed.words("rate_suffix")

    def test_takes_out_a_word_that_comes_from_an_included_list(self, tmp_path):
        changed = self.load(tmp_path, "rate_suffix", "-合格率\n")
        assert "合格率" not in changed.words("rate_suffix")
        assert "合格率" in changed.words("quality_rate")

    def test_takes_a_line_of_hyphens_as_a_word(self, tmp_path):
        assert "-----" in self.load(tmp_path, "placeholder", "-----\n").words("placeholder")

    def test_extends_tables(self, tmp_path):
        changed = self.load(tmp_path, "typo", "安排步署\t安排部署\n-布署\n")
        wrong = [row[0] for row in changed.table("typo")]
        assert "安排步署" in wrong
        assert "布署" not in wrong
        assert ("安排步署", "安排部署", "") in changed.table("typo")

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    def test_is_read_in_every_encoding_notepad_writes(self, tmp_path, encoding):
        changed = self.load(tmp_path, "degree", "棒棒\r\n很棒\r\n".encode(encoding))
        assert {"棒棒", "很棒"} <= changed.words("degree")

    def test_for_an_unknown_list_is_refused_in_chinese(self, tmp_path):
        with pytest.raises(AuditError, match=r"lexicons\.degrees：没有这个词表.*degree、") as told:
            self.load(tmp_path, "degrees", "棒棒\n")
        assert str(told.value).count("、") == 2
        assert str(FOLDER) in str(told.value)

    def test_that_is_missing_is_named(self, tmp_path):
        with pytest.raises(UsageError, match=r"没有\.txt：词表文件读不了"):
            Lexicons.load({"degree": tmp_path / "没有.txt"})

    @pytest.mark.parametrize(
        ("name", "text", "complaint"),
        [
            ("degree", "棒棒\n很棒\t非常棒\n", "第 2 行"),
            ("typo", "\t部署\n", "第 1 行.*应有 3 列"),
            ("degree", "@包含 hedge\n", "第 1 行.*看不懂"),
            ("degree", "@include 没有这个\n", "没有这个 不存在"),
            ("dictionary", "营商环境指数\t很多\n", "词频.*正整数"),
            ("dictionary", "营商环境指数\t0\n", "词频.*正整数"),
        ],
    )
    def test_with_a_bad_line_is_refused_with_its_number(self, tmp_path, name, text, complaint):
        with pytest.raises(UsageError, match=complaint):
            self.load(tmp_path, name, text)

    def test_that_is_no_text_is_refused(self, tmp_path):
        with pytest.raises(UsageError, match="不是文本"):
            self.load(tmp_path, "degree", b"\x81\x00\xff\xff\x80")


def test_lexicons_travel_to_worker_processes(lexicons):
    assert pickle.loads(pickle.dumps(lexicons)) == lexicons
