"""What is given to compare with: earlier documents, earlier output folders, prescribed forms."""

import json
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from auditor import cli
from tests.review.conftest import letter_text

DOCUMENTS = Path(__file__).parents[1] / "corpora" / "documents"


def document(beginning: str) -> Path:
    return next(DOCUMENTS.glob(f"{beginning}*"))


def audit(out: Path, *arguments: object) -> dict[str, list[dict]]:
    assert cli.main(["audit", *map(str, arguments), "--out", str(out)]) == 0
    files = (out / "data").glob("*.jsonl")
    return {f.stem: [json.loads(line) for line in f.read_text("utf-8").splitlines()] for f in files}


@pytest.fixture
def next_year(tmp_path: Path) -> Path:
    """A document of 2023 put out again for 2024 with nothing changed but the year."""
    path = tmp_path / "next" / "2024.txt"
    path.parent.mkdir()
    text = document("003").read_text("utf-8").replace("2023", "2024")
    # Project codes hold the region and the year.
    path.write_text(text.replace("13028123P", "13028124P"), "utf-8")
    return path


@pytest.mark.parametrize("stored", [False, True], ids=["文件", "输出文件夹"])
def test_this_year_is_held_against_the_year_before(
    tmp_path: Path, next_year: Path, stored: bool
) -> None:
    earlier = document("003")
    if stored:
        audit(tmp_path / "earlier", earlier)
        earlier = tmp_path / "earlier"

    data = audit(tmp_path / "out", next_year, "--history", earlier)

    assert {d["document"] for d in data["documents"]} == {"2024.txt"}
    assert {f["document"] for f in data["findings"]} == {"2024.txt"}
    assert {f["project_seq"] for f in data["findings"] if f["slug"] == "year-unchanged"} >= {2, 3}
    years = {(c["a"]["year"], c["b"]["year"]) for c in data["copies"] if c["scope"] == "year"}
    assert years == {(2023, 2024)}


def test_the_same_publication_in_the_history_is_no_copy(tmp_path: Path) -> None:
    alone = audit(tmp_path / "alone", document("003"))
    beside = audit(tmp_path / "beside", document("003"), "--history", DOCUMENTS)

    assert [c for c in beside["copies"] if "往年/003" in json.dumps(c, ensure_ascii=False)] == []
    assert {f["finding"] for f in alone["findings"]} <= {f["finding"] for f in beside["findings"]}


@pytest.mark.parametrize("stored", [False, True], ids=["文件", "索引"])
def test_departments_of_the_history_go_by_other_names_too(tmp_path: Path, stored: bool) -> None:
    """What leaves the house names nobody else, wherever the other side comes from."""
    earlier, current = document("002"), tmp_path / "in" / "现在.txt"
    current.parent.mkdir()
    current.write_text(earlier.read_text("utf-8").replace("卢龙", "滦平"), "utf-8")
    secret = "河北卢龙经济开发区管理委员会"
    if stored:
        assert cli.main(["index", "add", str(tmp_path / "索引"), str(earlier)]) == 0
        earlier = tmp_path / "索引"

    data = audit(tmp_path / "out", current, "--history", earlier, "--anonymise")
    assert cli.main(["notice", str(tmp_path / "out"), "--out", str(tmp_path / "letters")]) == 0

    told = [f for f in data["findings"] if secret in f["message"]]
    assert {"department-alike", "narrative-alike"} <= {f["slug"] for f in told}
    manifest = json.loads((tmp_path / "out" / "data" / "manifest.json").read_text("utf-8"))
    assert manifest["anonymised"].keys() == {f["finding"] for f in told}
    (page,) = (p.read_text("utf-8") for p in (tmp_path / "out" / "departments").glob("*.html"))
    letters = [letter_text(p) for p in (tmp_path / "letters").rglob("*.docx")]
    assert letters
    for text in (page, *letters, *manifest["anonymised"].values()):
        assert secret not in text
    assert re.search("部门[12]号2021年", page)
    assert f'id="往年/{document("002").name}' not in page
    assert "往年/" not in page
    sheet = load_workbook(tmp_path / "out" / "findings.xlsx")["往年资料代号"]
    ((_, pseudonym), named) = zip(*sheet.iter_rows(values_only=True), strict=True)
    assert named[1] == secret, "the auditor can look up whose pseudonym it is"
    assert f"{pseudonym}2021年" in page


def test_its_own_earlier_year_is_no_other_department(tmp_path: Path, next_year: Path) -> None:
    named, veiled = (
        audit(tmp_path / name, next_year, "--history", document("003"), *more)
        for name, more in (("named", ()), ("veiled", ("--anonymise",)))
    )
    manifest = json.loads((tmp_path / "veiled" / "data" / "manifest.json").read_text("utf-8"))

    assert any(f["slug"] == "year-unchanged" for f in veiled["findings"])
    assert named["findings"] == veiled["findings"]
    assert manifest["anonymised"] == {}
    (page,) = (p.read_text("utf-8") for p in (tmp_path / "veiled" / "departments").glob("*.html"))
    assert "河北遵化经济开发区管理委员会2023年度项目2" in page
    assert not re.search("部门[0-9]号", page)


def test_rows_that_a_form_prescribes_are_not_alike(tmp_path: Path) -> None:
    rows = audit(tmp_path / "without", document("001"))["indicators"]
    form = tmp_path / "模板.txt"
    prescribed = [r["level3"] + (r["description"] or "") for r in rows if r["project_seq"] == 2]
    form.write_text("\n".join(dict.fromkeys([*prescribed, *(r["level3"] for r in rows)])), "utf-8")

    data = audit(tmp_path / "with", document("001"), "--template", form)

    assert [c for c in data["copies"] if c["scope"] == "project"] == []
    assert [f for f in data["findings"] if f["slug"] == "clone-table"] == []


@pytest.mark.parametrize("option", ["--history", "--template"])
def test_what_is_not_there_is_refused(tmp_path: Path, capsys, option: str) -> None:
    status = cli.main(["audit", str(DOCUMENTS), option, str(tmp_path / "nothing")])

    assert status == 2
    assert "没有这个文件" in capsys.readouterr().err


def test_a_damaged_output_folder_is_refused(tmp_path: Path, capsys) -> None:
    (tmp_path / "old" / "data").mkdir(parents=True)
    (tmp_path / "old" / "data" / "manifest.json").write_text("{}", "utf-8")

    assert cli.main(["audit", str(document("003")), "--history", str(tmp_path / "old")]) == 2
    assert "输出文件夹不完整" in capsys.readouterr().err
