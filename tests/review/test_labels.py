"""Reviewed workbooks as labelled rows."""

import json
from datetime import date

from auditor.cli import main
from auditor.review.labels import decisions_to_labels
from auditor.settings import Settings
from tests.review.conftest import fill, reviewed, tables

TODAY = date(2026, 2, 1)
FIELDS = [
    *("id", "region", "department", "year", "project_name", "project_code", "purpose", "goals"),
    *("level1", "level2", "level3", "description", "value", "basis"),
    *("vagueness", "category", "category_also", "duplicate_fields", "value_mismatch"),
    *("source", "annotator", "note"),
]


def labels(path):
    return decisions_to_labels([path], Settings(), TODAY)[0]


def one_row(out, family):
    """Findings of a family that stand alone on one row, and that row."""
    rows = {r["行标识"]: r for r in tables(out / "findings.xlsx", "指标明细")}
    found = tables(out / "findings.xlsx", "问题清单")
    for row_id, row in rows.items():
        on_row = [f for f in found if f["行标识"] == row_id]
        ours = [f["问题标识"] for f in on_row if f["规则"].startswith(family)]
        if ours:
            yield row, ours


def test_corrections_are_labels(small, tmp_path):
    _, out = small
    row, (finding, *_) = next(one_row(out, "V"))
    said = {"更正空泛": "欠明确", "更正类别": "社会效益指标", "复核人": "张三"}

    (label,) = labels(reviewed(out, tmp_path / "a.xlsx", {finding: said}))

    assert list(label) == FIELDS
    assert (label["vagueness"], label["category"]) == (1, "社会效益指标")
    assert (label["level3"], label["value"]) == (row["三级指标"], row["指标值"])
    assert (label["annotator"], label["source"], label["note"]) == ("张三", "review", None)


def test_a_row_without_a_finding_can_be_labelled(small, tmp_path):
    _, out = small
    row = tables(out / "findings.xlsx", "指标明细")[0]
    said = {row["行标识"]: {"更正空泛": "明确", "复核人": "张三"}}

    path = fill(out / "findings.xlsx", tmp_path / "a.xlsx", "指标明细", "行标识", said)

    assert [(x["level3"], x["vagueness"]) for x in labels(path)] == [(row["三级指标"], 0)]


def test_decisions_on_vagueness_say_what_the_row_is(small, tmp_path):
    _, out = small
    _, findings = next((r, f) for r, f in one_row(out, "V") if r["空泛判断"] == "空泛")
    for decision, expected in (("误报", 0), ("确认", 2), ("待定", None)):
        said = {f: {"复核结论": decision} for f in findings}
        found = labels(reviewed(out, tmp_path / f"{decision}.xlsx", said))

        assert [x["vagueness"] for x in found] == ([] if expected is None else [expected])
        assert all("推定" in x["note"] for x in found)


def test_an_open_finding_leaves_the_row_unlabelled(audited, tmp_path):
    _, findings = next((r, f) for r, f in one_row(audited, "V") if len(f) > 1)

    assert labels(reviewed(audited, tmp_path / "a.xlsx", {findings[0]: {"复核结论": "误报"}})) == ()


def test_corrections_that_differ_are_told_and_not_used(audited, tmp_path):
    _, findings = next((r, f) for r, f in one_row(audited, "V") if len(f) > 1)
    said = {findings[0]: {"更正空泛": "明确"}, findings[1]: {"更正空泛": "空泛"}}
    path = reviewed(audited, tmp_path / "a.xlsx", said)

    found, remarks = decisions_to_labels([path], Settings(), TODAY)

    assert found == ()
    assert [r for r in remarks if "更正空泛不一" in r]


def test_a_reviewed_workbook_is_imported_as_it_is(small, tmp_path, capsys):
    """The command line takes it beside files of labels."""
    _, out = small
    row, (finding, *_) = next(one_row(out, "V"))
    said = {"更正空泛": "欠明确", "更正类别": "社会效益指标", "复核人": "张三"}
    book = reviewed(out, tmp_path / "a.xlsx", {finding: said})
    other = tmp_path / "b.csv"
    other.write_text("二级指标,三级指标,指标值,空泛程度\n数量指标,场次,≥6场,0\n", encoding="utf-8")

    assert main(["label", "import", str(book), str(other), "--out", str(tmp_path / "l.jsonl")]) == 0
    lines = (tmp_path / "l.jsonl").read_text(encoding="utf-8").splitlines()
    imported = {line["level3"]: line for line in map(json.loads, lines)}

    assert set(imported) == {row["三级指标"], "场次"}
    label = imported[row["三级指标"]]
    assert (label["vagueness"], label["category"]) == (1, "社会效益指标")
    assert (label["source"], label["annotator"]) == ("review", "张三")
    assert "2 行" in capsys.readouterr().out


def test_an_expired_decision_labels_nothing(small, tmp_path):
    _, out = small
    _, (finding, *_) = next(one_row(out, "V"))
    said = {"更正空泛": "欠明确", "复核结论": "确认", "有效期至": "2026-01-31"}
    book = reviewed(out, tmp_path / "a.xlsx", {finding: said})
    last, after = (tmp_path / f"{day}.jsonl" for day in ("2026-01-31", "2026-02-01"))
    answers = [
        main(["label", "import", str(book), "--date", path.stem, "--out", str(path)])
        for path in (last, after)
    ]

    assert answers == [0, 2]
    assert len(last.read_text(encoding="utf-8").splitlines()) == 1
    assert not after.exists()
