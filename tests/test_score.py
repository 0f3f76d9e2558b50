"""`auditor score`: bare rows in, the fields of `indicators.jsonl` out, a row a row."""

import csv
import importlib.util
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from auditor.cli import main

FIELDS = (
    *("document", "department", "year", "project_seq", "project_name", "project_code", "scope"),
    *("row", "level1", "level2", "level3", "description", "value", "basis", "value_cells"),
    *("other", "doubtful", "place", "target", "vagueness", "category", "duplicate_fields"),
    *("value_mismatch", "score"),
)
ROWS = (
    ("部门名称", "年度", "项目名称", "一级指标", "二级指标", "三级指标", "年度指标值", "分值"),
    ("某局", "2025", "技能培训", "产出指标", "数量指标", "培训场次", "≥6场", "10"),
    ("另一局", "2025", "河道治理", "产出指标", "成本指标", "工程支出", "=25万元", "10"),
    ("某局", "2025", "技能培训", "效益指标", "社会效益指标", "有效提升服务水平", "大幅提升", ""),
    ("", "", "", "产出指标", "数量指标", "培训 场次", "≥6场", ""),
)


def written(folder: Path, suffix: str) -> Path:
    file = folder / f"清单{suffix}"
    match suffix:
        case ".csv":
            text = "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in ROWS)
            file.write_bytes(text.encode("gb18030"))
        case ".xlsx":
            book = openpyxl.Workbook()
            for row in ROWS:
                book.active.append(row)
            book.active["G3"].data_type = "s"
            book.save(file)
        case _:
            objects = (dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:])
            lines = (json.dumps(o, ensure_ascii=False) for o in objects)
            file.write_text("\n".join(lines), encoding="utf-8")
    return file


def score(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = main(["score", *map(str, arguments)])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def objects(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".jsonl"])
def test_every_row_is_judged_in_the_order_of_the_input(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, suffix: str
) -> None:
    status, out, err = score(capsys, written(tmp_path, suffix))

    rows = objects(out)
    assert (status, err) == (0, "")
    assert {tuple(row) for row in rows} == {FIELDS}
    assert [row["level3"] for row in rows] == [row[5].replace(" ", "") for row in ROWS[1:]]
    assert [row["value"] for row in rows] == ["≥6场", "=25万元", "大幅提升", "≥6场"]
    assert [row["document"] for row in rows] == [
        f"清单{suffix}#2025-某局",
        f"清单{suffix}#2025-另一局",
        f"清单{suffix}#2025-某局",
        f"清单{suffix}",
    ]
    assert [(row["project_seq"], row["row"]) for row in rows] == [(1, 1), (1, 1), (1, 2), (None, 4)]
    assert rows[0]["other"] == {"分值": "10"}
    assert rows[0]["target"]["low"] == 6
    assert [row["vagueness"]["label"] for row in rows[:3]] == [0, 0, 2]
    assert rows[0]["score"] > rows[2]["score"]


def test_formats_say_the_same(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answers = []
    for suffix in (".csv", ".xlsx", ".jsonl"):
        rows = objects(score(capsys, written(tmp_path, suffix))[1])
        answers.append(
            [{k: v for k, v in r.items() if k not in {"document", "place"}} for r in rows]
        )

    assert answers[0] == answers[1] == answers[2]


def test_flat_formats_have_dotted_columns_and_lists_as_json(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rows = objects(score(capsys, written(tmp_path, ".csv"))[1])
    for name in ("out.csv", "out.xlsx", "out.jsonl"):
        status, out, err = score(capsys, tmp_path / "清单.csv", "--out", tmp_path / name)
        assert (status, out, err) == (0, "", "")

    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert list(dict.fromkeys(column.partition(".")[0] for column in table[0])) == [
        field for field in FIELDS if field != "value_cells"
    ]
    assert [r["value"] for r in table] == [r["value"] for r in rows]
    assert [json.loads(r["vagueness.reasons"]) for r in table] == [
        r["vagueness"]["reasons"] for r in rows
    ]
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    heading, *cells = sheet.iter_rows(values_only=True)
    assert list(heading) == list(table[0])
    assert [row[heading.index("value")] for row in cells] == [r["value"] for r in rows]
    assert objects((tmp_path / "out.jsonl").read_text(encoding="utf-8")) == rows


def test_one_rows_repeats_are_all_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    line = '{"level3": "培训场次", "value": "≥6场"}\n'
    (tmp_path / "a.jsonl").write_text(line * 50, encoding="utf-8")

    rows = objects(score(capsys, tmp_path / "a.jsonl")[1])

    assert [row["row"] for row in rows] == list(range(1, 51))
    assert len({json.dumps(row["target"]) for row in rows}) == 1


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.csv", "二级指标,三级指标,描述\n数量指标,培训,多\n", "缺少列“指标值”，请补上"),
        ("a.csv", "甲,乙\n1,2\n", "没有找到表头"),
        ("a.jsonl", '{"level3": ["甲"], "value": "1"}\n{\n', "第 2 行：不是有效的 JSON"),
        ("a.jsonl", '{"level3": ["甲"], "value": "1"}\n', "第 1 行“level3”：应为文字"),
        ("a.jsonl", "", "没有一行数据"),
        ("a.png", "\x89PNG", "PNG 图片"),
    ],
)
def test_what_cannot_be_judged_is_told_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, text: str, told: str
) -> None:
    file = tmp_path / name
    file.write_bytes(text.encode("latin-1" if name.endswith("png") else "utf-8"))

    status, out, err = score(capsys, file, "--out", tmp_path / "out.csv")

    assert (status, out) == (2, "")
    assert told in err
    assert err.startswith(str(file))
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(("out", "told"), [("out.doc", "不认识的后缀"), ("没有/out.csv", "写不了")])
def test_an_output_that_cannot_be_written_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, out: str, told: str
) -> None:
    status, _, err = score(capsys, written(tmp_path, ".csv"), "--out", tmp_path / out)

    assert (status, err.count("\n")) == (2, 1)
    assert told in err


def test_parquet_without_its_library_is_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    if importlib.util.find_spec("pyarrow"):
        status, _, _ = score(capsys, written(tmp_path, ".csv"), "--out", tmp_path / "out.parquet")
        again = objects(score(capsys, tmp_path / "out.parquet")[1])
        assert status == 0
        assert [row["level3"] for row in again] == [row[5].replace(" ", "") for row in ROWS[1:]]
        return
    (tmp_path / "a.parquet").write_bytes(b"PAR1....PAR1")
    for arguments in (
        (tmp_path / "a.parquet",),
        (written(tmp_path, ".csv"), "--out", tmp_path / "out.parquet"),
    ):
        status, _, err = score(capsys, *arguments)
        assert (status, err.count("\n")) == (2, 1)
        assert "pyarrow" in err


def test_of_a_workbook_the_sheets_of_indicator_rows_are_judged(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The auditor's own workbook has findings and an overview before its rows."""
    document = next((Path(__file__).parents[1] / "corpora" / "documents").glob("002_*.txt"))
    assert main(["audit", str(document), "--out", str(tmp_path)]) == 0
    rows = (tmp_path / "data" / "indicators.jsonl").read_text("utf-8")
    capsys.readouterr()

    status, out, err = score(capsys, tmp_path / "findings.xlsx")

    assert (status, err) == (0, "")
    assert [row["level3"] for row in objects(out)] == [row["level3"] for row in objects(rows)]


def test_a_workbook_without_indicator_rows_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["编号", "部门", "年度", "问题"])
    book.active.append(["1-01", "某局", 2025, "指标要素缺失"])
    book.save(tmp_path / "问题.xlsx")

    status, out, err = score(capsys, tmp_path / "问题.xlsx")

    assert (status, out) == (2, "")
    assert "没有找到表头" in err
    assert err.count("\n") == 1
