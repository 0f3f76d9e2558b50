"""Audit, review, report, reply, next audit, comparison: the circle on the public documents."""

import json
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath

import pytest
from openpyxl import load_workbook

from auditor.cli import main
from tests.review.conftest import (
    DOCUMENTS,
    fill,
    ids,
    letter_text,
    lines,
    manifest,
    needs_office,
    reviewed,
    tables,
    through_office,
)

DEPARTMENT = "河北卢龙经济开发区管理委员会"
STEM = f"2021-{DEPARTMENT}"
#: A value of the document that can be mended, and how.
VAGUE, MENDED = "大气环境指标明显提高", "优良天数比上年增加10天"


@dataclass
class Circle:
    said: dict[str, dict]
    told: Path
    last: Path
    last_status: int
    compared: Path
    mended: str
    kept: str


def decisions(out: Path) -> dict[str, dict]:
    """What an auditor might decide: of each five findings one is left open."""
    said = (
        {"复核结论": "确认", "复核人": "张三", "复核日期": date(2026, 1, 15)},
        {"复核结论": "误报", "复核意见": "-见附件", "复核人": "李四", "有效期至": "2027年12月"},
        {"复核结论": "确认", "更正空泛": "空泛", "复核人": "张三"},
        {"复核结论": "待定", "复核意见": "@王五 核实"},
        None,
    )
    rows = tables(out / "findings.xlsx", "问题清单")
    chosen = {r["问题标识"]: said[n % len(said)] for n, r in enumerate(rows)}
    vague = next(r["问题标识"] for r in rows if r["原文"] == VAGUE)
    return {key: s for key, s in chosen.items() if s is not None} | {vague: said[0]}


def audit(*arguments: str | Path) -> int:
    return main(["audit", *map(str, arguments), "--jobs", "1", "--date", "2026-02-01"])


def go_round(first: Path, folder: Path, *, office: bool) -> Circle:
    """Review, report, reply, mend one value, audit again, compare, write the letters."""

    def saved(path: Path) -> Path:
        return through_office(path, folder / "office") if office else path

    said, told, last = decisions(first), folder / "told", folder / "last"
    book = saved(reviewed(first, folder / "filled" / "复核.xlsx", said))
    assert audit(DOCUMENTS, "--reviewed", book, "--out", told) == 0
    form = told / "replies" / f"{STEM}.xlsx"
    listed = {r["问题标识"]: r["原文"] for r in tables(form, "整改回复")}
    mended = next(key for key, quote in listed.items() if quote == VAGUE)
    kept = next(key for key in listed if key != mended)
    answers = {
        mended: {"整改措施": "改为优良天数", "责任人": "赵六", "完成期限": date(2026, 3, 31)},
        kept: {"整改措施": "补写依据", "说明": "+年底前完成"},
    }
    filled = folder / "returned" / "回复.xlsx"
    reply = saved(fill(form, filled, "整改回复", "问题标识", answers))
    documents = folder / "documents"
    shutil.copytree(DOCUMENTS, documents)
    document = next(p for p in documents.iterdir() if VAGUE in p.read_text(encoding="utf-8"))
    text = document.read_text(encoding="utf-8").replace(VAGUE, MENDED)
    document.write_text(text, encoding="utf-8")
    status = audit(
        *(documents, "--reviewed", told / "findings.xlsx", reply),
        *("--baseline", told, "--fail-on", "低", "--out", last),
    )
    compared = folder / "compared"
    assert main(["compare", str(told), str(last), "--out", str(compared)]) == 0
    assert main(["notice", str(last)]) == 0
    return Circle(said, told, last, status, compared, mended, kept)


@pytest.fixture(scope="module", params=["openpyxl", pytest.param("office", marks=needs_office)])
def circle(request, audited, tmp_path_factory) -> Circle:
    """Filled in by a program; with LibreOffice, what was filled in is saved by it once more."""
    folder = tmp_path_factory.mktemp("circle")
    return go_round(audited, folder, office=request.param == "office")


def test_every_decision_arrives(circle):
    found = {f["finding"]: f["review"] for f in lines(circle.told, "findings") if f["review"]}

    assert found == {key: said["复核结论"] for key, said in circle.said.items()}
    record = lines(circle.told, "review")
    assert {d["state"] for d in record} == {"used"}
    assert {d["until"] for d in record} == {None, "2027-12-31"}
    assert {d["date"] for d in record} == {None, "2026-01-15"}
    assert {d["comment"] for d in record} == {None, "-见附件", "@王五 核实"}
    assert {d["vagueness"] for d in record} == {None, 2}


def test_the_department_is_told_what_was_confirmed_and_nothing_of_others(circle):
    found = lines(circle.told, "findings")
    own = [f for f in found if f["department"] == DEPARTMENT]
    confirmed = {f["finding"] for f in own if f["review"] == "确认"}
    form = circle.told / "replies" / f"{STEM}.xlsx"
    page = (circle.told / "departments" / f"{STEM}.html").read_text(encoding="utf-8")

    assert {r["问题标识"] for r in tables(form, "整改回复")} == confirmed
    messages = {f["message"] for f in own if f["finding"] in confirmed}
    hidden = {f["message"] for f in own if f["finding"] not in confirmed} - messages
    assert hidden
    assert [m for m in hidden if m in page] == []
    others = {f["department"] for f in found} - {DEPARTMENT}
    cells = {str(v) for row in tables(form, "整改回复") for v in row.values()}
    assert [c for c in cells if any(name in c for name in others)] == []


def test_replies_show_in_the_next_report_of_their_department_alone(circle):
    replies = {r["finding"]: r for r in lines(circle.last, "review") if r["kind"] == "reply"}
    pages = {p.stem: p.read_text("utf-8") for p in (circle.last / "departments").iterdir()}

    mended, kept = replies[circle.mended], replies[circle.kept]
    assert (mended["outcome"], kept["outcome"]) == ("未再发现", "仍存在")
    assert (mended["person"], mended["due"], kept["note"]) == ("赵六", "2026-03-31", "+年底前完成")
    assert [stem for stem, page in pages.items() if "整改情况" in page] == [STEM]
    assert [stem for stem, page in pages.items() if "改为优良天数" in page] == [STEM]


def test_decisions_go_on_and_the_mended_finding_is_gone(circle):
    after = {f["finding"]: f["review"] for f in lines(circle.last, "findings")}

    assert circle.mended not in after
    still = {key: s["复核结论"] for key, s in circle.said.items() if key in after}
    assert {key: after[key] for key in still} == still
    record = [d for d in lines(circle.last, "review") if d["kind"] == "decision"]
    assert [d["finding"] for d in record if d["state"] == "unused"] == [circle.mended]


def test_only_new_findings_fail_the_run(circle):
    fresh = ids(lines(circle.last, "findings")) - ids(lines(circle.told, "findings"))
    grave = [
        f
        for f in lines(circle.last, "findings")
        if f["finding"] in fresh and f["severity"] != "提示"
    ]

    assert circle.last_status == (1 if grave else 0)
    assert manifest(circle.last)["baseline"]["new"] == len(fresh)


def test_the_comparison_finds_what_was_mended_and_nothing_else(circle):
    compared = json.loads((circle.compared / "compare.json").read_text(encoding="utf-8"))
    (ours,) = (d for d in compared["departments"] if DEPARTMENT in d["department"])
    others = [d for d in compared["departments"] if d is not ours]

    assert circle.mended in ids(ours["fixed"]) | {c["old"]["finding"] for c in ours["changed"]}
    assert circle.kept in ids(ours["left"])
    assert [d for d in others if d["fixed"] or d["new_findings"] or d["changed"]] == []
    assert compared["counts"]["left"] == sum(len(d["left"]) for d in compared["departments"])
    page = (circle.compared / "compare.html").read_text(encoding="utf-8")
    assert VAGUE in page
    assert "://" not in page


def test_the_letters_tell_what_was_confirmed(circle):
    found = lines(circle.last, "findings")
    own = [f for f in found if f["department"] == DEPARTMENT and f["severity"] != "提示"]
    confirmed = [f for f in own if f["review"] == "确认"]
    folder = circle.last / "notices" / STEM
    letter = letter_text(folder / "整改通知.docx")
    sheets = [letter_text(p) for p in sorted(folder.glob("审计取证单-*.docx"))]

    assert f"共列出问题{len(confirmed)}处" in letter
    assert [f for f in confirmed if f["message"] not in letter] == []
    assert len(sheets) == len({f["project_seq"] for f in confirmed})
    assert [f for f in confirmed if not any(f["message"] in s for s in sheets)] == []
    assert "{{" not in letter + "".join(sheets)


def test_a_rerun_says_under_which_name_a_filled_in_workbook_is_kept(small, tmp_path, capsys):
    documents, first = small
    out = tmp_path / "out"
    shutil.copytree(first, out)
    workbook = load_workbook(out / "findings.xlsx")
    workbook["问题清单"]["P2"] = "误报"
    workbook.save(out / "findings.xlsx")
    capsys.readouterr()

    assert main(["audit", str(documents), "--out", str(out), "--jobs", "1"]) == 0

    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{out}：填写过的文件没有覆盖，另存为 findings（已填写1）.xlsx")
    assert "--reviewed" in line


def test_a_department_nobody_has_reviewed_yet_is_not_told_that_all_is_well(audited, tmp_path):
    """One finding of one department was decided, of the others not a single one."""
    first = next(f for f in lines(audited, "findings") if f["department"] == DEPARTMENT)
    said = {first["finding"]: {"复核结论": "确认", "复核人": "张三"}}
    book, out = reviewed(audited, tmp_path / "复核.xlsx", said), tmp_path / "out"
    assert audit(DOCUMENTS, "--reviewed", book, "--out", out) == 0
    other = next(d for d in lines(out, "departments") if d["department"] != DEPARTMENT)
    page = (out / other["report"]).read_text("utf-8")
    waiting = [f for f in lines(out, "findings") if f["department"] == other["department"]]
    form = out / "replies" / f"{PurePath(other['report']).stem}.xlsx"

    assert f"本部门的问题还没有复核：程序查出{len(waiting)}处" in page
    assert "没有发现问题。" not in page
    assert "没有复核确认的问题。" in page
    silent = page.partition("条规则检查后没有发现问题：")[2].partition("</p>")[0]
    assert [f["title"] for f in waiting if f"{f['title']}（" in silent] == []
    assert tables(form, "整改回复") == []
    assert f"另有{len(waiting)}处问题尚待复核" in str(tables(form, "填写说明"))
    page = (out / "departments" / f"{STEM}.html").read_text("utf-8")
    assert "本报告经人工复核，只列复核确认的1处问题" in page
