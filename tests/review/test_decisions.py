"""What an auditor writes beside a finding, and what the next run makes of it."""

from datetime import date

import pytest

from tests.review.conftest import fill, ids, lines, manifest, reviewed, tables


@pytest.fixture
def some(small):
    """Ids of findings that are not 提示, in the order of the workbook."""
    _, out = small
    return [r["问题标识"] for r in tables(out / "findings.xlsx", "问题清单") if r["程度"] != "提示"]


def test_reports_hold_confirmed_findings_only_and_say_what_is_open(small, some, run, tmp_path):
    documents, out = small
    yes, no, later, *_ = some
    book = reviewed(
        out,
        tmp_path / "复核.xlsx",
        {
            yes: {"复核结论": "确认", "复核人": "张三", "复核日期": date(2026, 1, 15)},
            no: {"复核结论": "误报", "复核意见": "原文已写明次数"},
            later: {"复核结论": "待定"},
        },
    )

    status, told, err = run(
        "audit", documents, "--reviewed", book, "--out", tmp_path / "out", "--jobs", "1"
    )

    assert (status, err) == (0, "")
    assert "确认 1，误报 1，待定 1" in told
    after = {f["finding"]: f for f in lines(tmp_path / "out", "findings")}
    assert (after[yes]["review"], after[no]["review"], after[later]["review"]) == (
        "确认",
        "误报",
        "待定",
    )
    (page,) = (tmp_path / "out" / "departments").iterdir()
    text = page.read_text(encoding="utf-8")
    assert f"未复核{len(after) - 3}处" in text
    assert "待定1处" in text
    assert after[yes]["message"] in text
    index = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert f"确认1处，误报1处（不计），待定1处，未复核{len(after) - 3}处" in index
    (form,) = (tmp_path / "out" / "replies").iterdir()
    assert {r["问题标识"] for r in tables(form, "整改回复")} == {yes}


def test_a_false_alarm_leaves_the_score_and_an_open_finding_stays_in_it(small, run, tmp_path):
    documents, out = small
    book = tables(out / "findings.xlsx", "问题清单")
    dear = next(r["问题标识"] for r in book if r["程度"] == "高" or r["程度"] == "中")
    before = lines(out, "departments")[0]["score"]
    scores = {}
    for decision in ("误报", "待定", "确认"):
        path = reviewed(out, tmp_path / f"{decision}.xlsx", {dear: {"复核结论": decision}})
        target = tmp_path / decision
        run("audit", documents, "--reviewed", path, "--out", target, "--jobs", "1")
        scores[decision] = lines(target, "departments")[0]["score"]

    assert scores["误报"] > before
    assert scores["待定"] == scores["确认"] == before


def test_decisions_survive_re_runs_by_the_workbook_that_was_written(small, some, run, tmp_path):
    documents, out = small
    said = {
        "复核结论": "误报",
        "复核意见": "已说明",
        "复核人": "张三",
        "复核日期": date(2026, 1, 15),
        "有效期至": "2999-12-31",
        "更正空泛": "明确",
    }
    first = reviewed(out, tmp_path / "a.xlsx", {some[0]: said})
    run("audit", documents, "--reviewed", first, "--out", tmp_path / "out", "--jobs", "1")
    written = tmp_path / "out" / "findings.xlsx"

    run("audit", documents, "--reviewed", written, "--out", tmp_path / "again", "--jobs", "1")

    (row,) = (r for r in tables(written, "问题清单") if r["问题标识"] == some[0])
    assert row | said | {"复核日期": "2026-01-15"} == row
    a, b = (lines(tmp_path / name, "review") for name in ("out", "again"))
    assert [d | {"source": ""} for d in a] == [d | {"source": ""} for d in b]
    assert manifest(tmp_path / "again")["counts"]["dismissed"] == 1


def test_what_a_run_has_no_use_for_is_told_and_kept(audited, small, run, tmp_path):
    documents, out = small
    here = ids(lines(out, "findings"))
    elsewhere = next(i for i in sorted(ids(lines(audited, "findings"))) if i not in here)
    book = reviewed(audited, tmp_path / "全部.xlsx", {elsewhere: {"复核结论": "确认"}})

    status, _, err = run(
        "audit", documents, "--reviewed", book, "--out", tmp_path / "out", "--jobs", "1"
    )
    _, _, again = run(
        *("audit", documents, "--reviewed", tmp_path / "out" / "findings.xlsx"),
        *("--out", tmp_path / "again", "--jobs", "1"),
    )

    assert status == 0
    assert err.startswith("全部.xlsx：确认 ")
    assert "没有用到，仍保留" in err
    assert "没有用到，仍保留" in again
    (kept,) = tables(tmp_path / "again" / "findings.xlsx", "未采用的结论")
    assert (kept["问题标识"], kept["复核结论"]) == (elsewhere, "确认")
    assert [d["state"] for d in lines(tmp_path / "again", "review")] == ["unused"]


def test_two_auditors_who_differ_conflict_and_neither_counts(small, some, run, tmp_path):
    documents, out = small
    folder = tmp_path / "复核"
    reviewed(out, folder / "张三.xlsx", {some[0]: {"复核结论": "确认", "复核人": "张三"}})
    reviewed(out, folder / "李四.xlsx", {some[0]: {"复核结论": "误报", "复核人": "李四"}})

    _, _, err = run(
        "audit", documents, "--reviewed", folder, "--out", tmp_path / "out", "--jobs", "1"
    )

    assert err.count("同一问题的结论不一") == 2
    assert [d["state"] for d in lines(tmp_path / "out", "review")] == ["conflicting"] * 2
    after = {f["finding"]: f["review"] for f in lines(tmp_path / "out", "findings")}
    assert after[some[0]] is None

    settled = reviewed(tmp_path / "out", tmp_path / "定.xlsx", {some[0]: {"复核结论": "误报"}})
    run("audit", documents, "--reviewed", settled, "--out", tmp_path / "end", "--jobs", "1")

    after = {f["finding"]: f["review"] for f in lines(tmp_path / "end", "findings")}
    assert after[some[0]] == "误报"
    assert tables(tmp_path / "end" / "findings.xlsx", "未采用的结论") == []


def test_one_person_changes_their_mind_by_a_later_date(small, some, run, tmp_path):
    documents, out = small
    for name, decision, day in (("旧", "确认", 1), ("新", "误报", 2)):
        said = {"复核结论": decision, "复核人": "张三", "复核日期": date(2026, 1, day)}
        reviewed(out, tmp_path / "复核" / f"{name}.xlsx", {some[0]: said})

    run("audit", documents, "--reviewed", tmp_path / "复核", "--out", tmp_path / "out")

    after = {f["finding"]: f["review"] for f in lines(tmp_path / "out", "findings")}
    assert after[some[0]] == "误报"


@pytest.mark.parametrize(
    ("until", "today", "state"),
    [
        (date(2026, 3, 31), "2026-03-31", "used"),
        (date(2026, 3, 31), "2026-04-01", "expired"),
        ("2026年3月", "2026-03-31", "used"),
        ("2026/3/31", "2026-04-01", "expired"),
    ],
)
def test_a_decision_holds_until_its_last_day(small, some, run, tmp_path, until, today, state):
    documents, out = small
    said = {some[0]: {"复核结论": "误报", "有效期至": until}}
    book = reviewed(out, tmp_path / "复核.xlsx", said)

    arguments = ("--reviewed", book, "--date", today, "--out", tmp_path / "out", "--jobs", "1")
    _, _, err = run("audit", documents, *arguments)

    assert [d["state"] for d in lines(tmp_path / "out", "review")] == [state]
    assert ("有效期已过" in err) == (state == "expired")


def test_the_day_of_the_run_changes_no_byte_unless_a_decision_expires(small, some, run, tmp_path):
    documents, out = small
    said = {some[0]: {"复核结论": "误报", "有效期至": "2026-12-31"}}
    book = reviewed(out, tmp_path / "复核.xlsx", said)
    for name, day in (("a", "2026-01-01"), ("b", "2026-12-31")):
        run("audit", documents, "--reviewed", book, "--date", day, "--out", tmp_path / name)

    files = [p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*") if p.is_file()]
    differ = [
        p.as_posix()
        for p in files
        if (tmp_path / "a" / p).read_bytes() != (tmp_path / "b" / p).read_bytes()
    ]

    assert differ == ["run.json"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"复核结论": "算了"}, "“算了”不在可选项"),
        ({"复核结论": "误报", "有效期至": "明年"}, "有效期至“明年”不是日期"),
        ({"更正类别": "其他指标"}, "“其他指标”不在可选项"),
    ],
)
def test_what_cannot_be_understood_is_told_and_not_guessed(small, some, run, tmp_path, said, told):
    documents, out = small
    book = reviewed(out, tmp_path / "复核.xlsx", {some[0]: said})

    _, _, err = run("audit", documents, "--reviewed", book, "--out", tmp_path / "out")

    assert told in err
    after = {f["finding"]: f["review"] for f in lines(tmp_path / "out", "findings")}
    assert after[some[0]] is None


def test_a_missing_or_foreign_workbook_stops_the_run(small, run, tmp_path):
    documents, _ = small
    foreign = tmp_path / "别的.csv"
    foreign.write_text("姓名,电话\n张三,1\n李四,2\n", encoding="utf-8")

    for path in (tmp_path / "没有.xlsx", foreign):
        status, _, err = run("audit", documents, "--reviewed", path, "--out", tmp_path / "out")

        assert status == 2
        assert err.startswith(f"{path}：")
        assert not (tmp_path / "out").exists()


def test_a_missed_fault_is_kept_and_told_to_the_department(small, run, tmp_path):
    documents, out = small
    row = tables(out / "findings.xlsx", "指标明细")[2]
    said = {row["行标识"]: {"补充问题": "没有写明培训对象", "复核人": "李四"}}
    book = fill(out / "findings.xlsx", tmp_path / "a.xlsx", "指标明细", "行标识", said)

    run("audit", documents, "--reviewed", book, "--out", tmp_path / "out", "--jobs", "1")
    written = tmp_path / "out" / "findings.xlsx"
    run("audit", documents, "--reviewed", written, "--out", tmp_path / "again", "--jobs", "1")

    for name in ("out", "again"):
        (addition,) = (r for r in lines(tmp_path / name, "review") if r["kind"] == "addition")
        assert (addition["text"], addition["row"]) == ("没有写明培训对象", row["行"])
        (page,) = (tmp_path / name / "departments").iterdir()
        assert "没有写明培训对象" in page.read_text(encoding="utf-8")
        (form,) = (tmp_path / name / "replies").iterdir()
        assert "没有写明培训对象" in {r["理由"] for r in tables(form, "整改回复")}


def test_only_what_is_new_and_not_dismissed_fails_a_run(small, run, tmp_path):
    documents, out = small
    found = tables(out / "findings.xlsx", "问题清单")
    grave = [r["问题标识"] for r in found if r["程度"] in {"高", "中"}]
    dismissed = reviewed(out, tmp_path / "a.xlsx", {i: {"复核结论": "误报"} for i in grave})
    fail = ("--fail-on", "中", "--jobs", "1", "--out", tmp_path / "out")

    assert run("audit", documents, *fail)[0] == 1
    assert run("audit", documents, *fail, "--baseline", out)[0] == 0
    assert manifest(tmp_path / "out")["baseline"] == {"known": len(found), "new": 0}
    assert run("audit", documents, *fail, "--reviewed", dismissed)[0] == 0
    assert run("audit", documents, *fail, "--baseline", tmp_path)[0] == 2


def test_several_paths_may_follow_one_option(small, some, run, tmp_path):
    documents, out = small
    a = reviewed(out, tmp_path / "a.xlsx", {some[0]: {"复核结论": "确认"}})
    b = reviewed(out, tmp_path / "b.xlsx", {some[1]: {"复核结论": "误报"}})

    after = run("audit", documents, "--out", tmp_path / "out", "--reviewed", a, b)
    before = run("audit", "--reviewed", a, documents, "--out", tmp_path / "out2")

    assert "确认 1，误报 1" in after[1]
    assert "确认 1，误报 0" in before[1]
