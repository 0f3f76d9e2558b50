"""`auditor label` and `auditor train` as a person uses them."""

import json
from pathlib import Path

import pytest

from auditor.cli import main

HEAD = "id,二级指标,三级指标,指标值,空泛程度,应属类别\n"
ONE = HEAD + "1,数量指标,培训场次,≥6场,0,数量指标\n2,社会效益指标,服务水平,大幅提升,2,\n"
TWO = HEAD + "1,数量指标,培训场次,≥6场,0,数量指标\n2,社会效益指标,服务水平,大幅提升,1,\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "甲.csv").write_text(ONE, encoding="utf-8")
    (tmp_path / "乙.csv").write_text(TWO, encoding="gb18030")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = main([str(a) for a in arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.mark.parametrize("command", ["export", "next"])
def test_an_unknown_suffix_is_answered_with_all_that_are_known(
    capsys: pytest.CaptureFixture[str], folder: Path, command: str
) -> None:
    status, _, err = run(capsys, "label", command, folder / "甲.csv", "--out", folder / "x.txt")

    assert status == 2
    suffixes = err.partition("请用 ")[2].partition(" 之一")[0].split("、")
    assert {".json", ".jsonl", ".csv", ".xlsx"} <= set(suffixes)
    assert not (folder / "x.txt").exists()


def findings_of(capsys: pytest.CaptureFixture[str], folder: Path) -> Path:
    """The workbook of an audit that nobody has reviewed yet."""
    (folder / "在").mkdir()
    document = next((Path(__file__).parents[2] / "corpora" / "documents").glob("002_*.txt"))
    (folder / "在" / "甲.txt").write_bytes(document.read_bytes())
    run(capsys, "audit", folder / "在", "--out", folder / "果")
    return folder / "果" / "findings.xlsx"


@pytest.mark.parametrize(
    ("format", "name"),
    [
        ("doccano", "a.jsonl"),
        ("label-studio", "a.json"),
        ("xlsx", "a.xlsx"),
        ("csv", "a.csv"),
        ("jsonl", "a.jsonl"),
    ],
)
def test_what_is_exported_is_imported_again(
    capsys: pytest.CaptureFixture[str], folder: Path, format: str, name: str
) -> None:
    first, again = folder / "1.jsonl", folder / "2.jsonl"
    run(capsys, "label", "import", folder / "甲.csv", "--out", first)

    out, out_again = folder / name, ("--out", again)
    status, said, _ = run(capsys, "label", "export", first, "--format", format, "--out", out)
    imported = run(capsys, "label", "import", out, *out_again)

    assert status == imported[0] == 0
    assert said.startswith("2 行：")
    assert first.read_bytes() == again.read_bytes()
    assert out.with_suffix(".xml").exists() == (format == "label-studio")


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.csv", "a.xlsx"])
def test_the_format_of_an_export_follows_from_the_suffix(
    capsys: pytest.CaptureFixture[str], folder: Path, name: str
) -> None:
    first, again, out = folder / "1.jsonl", folder / "2.jsonl", folder / name
    run(capsys, "label", "import", folder / "甲.csv", "--out", first)

    status, said, _ = run(capsys, "label", "export", first, "--out", out)
    run(capsys, "label", "import", out, "--out", again)

    assert status == 0
    assert ("Label Studio" in said) == (name == "a.json")
    assert first.read_bytes() == again.read_bytes()


@pytest.mark.parametrize(
    "command", ["label next", "label export", "label agreement", "train", "evaluate"]
)
def test_a_workbook_of_findings_is_no_labels_and_one_line_says_what_is(
    capsys: pytest.CaptureFixture[str], folder: Path, command: str
) -> None:
    workbook = findings_of(capsys, folder)

    status, said, err = run(capsys, *command.split(), workbook, "--out", folder / "out.jsonl")

    assert (status, said) == (2, "")
    assert err.startswith(f"{workbook}：这是复核工作簿")
    assert err.count("\n") == 1
    assert not (folder / "out.jsonl").exists()


def test_a_workbook_that_nobody_reviewed_takes_no_labels_away(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    workbook, out = findings_of(capsys, folder), folder / "out.jsonl"
    run(capsys, "label", "import", folder / "甲.csv", "--out", out)
    before = out.read_bytes()

    status, said, err = run(capsys, "label", "import", workbook, "--out", out)

    assert (status, said) == (2, "")
    assert err.startswith(f"{workbook}：没有一条可作标注的复核结论")
    assert err.count("\n") == 1
    assert out.read_bytes() == before


def test_a_fault_is_told_by_file_row_and_column_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    bad = folder / "丙.csv"
    bad.write_text(ONE.replace(",2,\n", ",很空,人\n"), encoding="utf-8")

    status, _, err = run(capsys, "label", "import", bad, "--out", folder / "out.jsonl")

    assert status == 2
    assert [line.split("：")[1] for line in err.splitlines()] == [
        "第 3 行“空泛程度”",
        "第 3 行“应属类别”",
    ]
    assert not (folder / "out.jsonl").exists()


def test_agreement_tells_coefficients_and_conflicts(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    files = (folder / "甲.csv", folder / "乙.csv")
    status, shown, _ = run(capsys, "label", "agreement", *files)
    run(capsys, "label", "agreement", *files, "--out", folder / "分歧.jsonl")

    assert status == 0
    assert "空泛程度：2 行，全同 50.0%，Krippendorff α 0.400，有序 0.833" in shown
    assert "甲 / 乙：2 行，Cohen κ 0.333" in shown
    assert "2 社会效益指标 / 服务水平 / 大幅提升　空泛程度：甲 2，乙 1" in shown
    (conflict,) = (folder / "分歧.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(conflict)["乙"] == "1"


def test_next_writes_guesses_and_suspects(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    rows = folder / "清单.csv"
    rows.write_text(
        "二级指标,三级指标,指标值,空泛程度\n质量指标,质量合格率,≥90%,\n"
        "社会效益指标,有效提升服务水平,大幅提升,0\n",
        encoding="utf-8",
    )
    out = folder / "next.jsonl"

    status, said, _ = run(capsys, "label", "next", rows, "--count", 5, "--out", out)

    suspect, unclear = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    assert status == 0
    assert said.startswith("待标注 1 行，疑似标错 1 行")
    assert (suspect["level3"], unclear["level3"]) == ("有效提升服务水平", "质量合格率")
    assert suspect["挑选理由"].startswith("疑似标错：")
    assert unclear["推测空泛程度"] == "欠明确"


def test_too_few_labels_to_train_are_told(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AUDITOR_PUBLISHED_DATA", raising=False)

    status, _, err = run(capsys, "train", folder / "甲.csv", "--out", folder / "model")

    assert status == 2
    assert "标注行太少" in err
    assert not (folder / "model").exists()
