"""The output folder after one run and after the next."""

import json

import pytest

from auditor import render
from auditor.checks.examples import document, indicator, project
from auditor.errors import UsageError
from auditor.render import folder


def files(out):
    return {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}


def one(make, department):
    return make(document(project(indicator("数量指标", "场次", "≥1场")), department=department))


def test_another_run_removes_what_it_no_longer_writes(make, tmp_path):
    render.write(tmp_path, one(make, "甲局"))
    render.write(tmp_path, one(make, "乙局"))

    assert "departments/2025-乙局.html" in files(tmp_path)
    assert not {f for f in files(tmp_path) if "甲局" in f}


def test_what_others_put_there_is_left_alone(make, tmp_path):
    (tmp_path / "departments").mkdir()
    (tmp_path / "departments/说明.html").write_text("手写", encoding="utf-8")
    render.write(tmp_path, one(make, "甲局"))
    render.write(tmp_path, one(make, "乙局"))

    assert (tmp_path / "departments/说明.html").read_text(encoding="utf-8") == "手写"


@pytest.mark.parametrize("name", ["findings.xlsx", "replies/2025-甲局.xlsx"])
@pytest.mark.parametrize("next_department", ["甲局", "乙局"])
def test_a_workbook_filled_in_since_is_kept_beside_the_new_one(
    make, tmp_path, name, next_department
):
    render.write(tmp_path, one(make, "甲局"))
    (tmp_path / name).write_bytes(b"filled in")
    told = render.write(tmp_path, one(make, next_department))
    kept = (tmp_path / name).with_stem((tmp_path / name).stem + "（已填写1）")

    assert kept.read_bytes() == b"filled in"
    assert told == (kept,)
    assert render.write(tmp_path, one(make, next_department)) == ()


def test_a_file_is_on_the_disk_before_the_next_is_made(tmp_path):
    """Reports of thousands of departments do not fit in memory together."""

    def files():
        yield "a.html", [b"a"]
        assert (tmp_path / "a.html").read_bytes() == b"a"
        yield "b.jsonl", (b"%d\n" % n for n in range(2))

    written = folder.write_all(tmp_path, files())

    assert (tmp_path / "b.jsonl").read_bytes() == b"0\n1\n"
    assert written.hashes["b.jsonl"] == folder.digest(b"0\n1\n")


def test_nothing_unfinished_stays_behind(make, tmp_path):
    render.write(tmp_path, one(make, "甲局"))

    assert not {f for f in files(tmp_path) if f.endswith(".tmp")}


def test_a_manifest_cannot_make_a_run_delete_files_outside(make, tmp_path):
    outside = tmp_path / "precious.html"
    outside.write_bytes(b"")
    out = tmp_path / "out"
    render.write(out, one(make, "甲局"))
    manifest = json.loads((out / "data/manifest.json").read_bytes())
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    manifest["hashes"]["outputs"] |= {"../precious.html": empty, str(outside): empty}
    (out / "data/manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    render.write(out, one(make, "甲局"))

    assert outside.exists()


def test_a_file_in_the_way_is_told_in_one_line(make, tmp_path):
    (tmp_path / "data").write_bytes(b"")

    with pytest.raises(UsageError, match=r"^[^\n]*不能写入[^\n]*$"):
        render.write(tmp_path, one(make, "甲局"))


def test_times_and_paths_stand_in_run_json_alone(make, tmp_path):
    render.write(tmp_path, one(make, "甲局"))
    render.write_run(tmp_path, started=0.0, finished=1.5, arguments=["audit", "a.docx"])
    run = json.loads((tmp_path / "run.json").read_bytes())

    assert run["seconds"] == 1.5
    assert run["arguments"] == ["audit", "a.docx"]
    for name in files(tmp_path) - {"run.json"}:
        assert str(tmp_path).encode() not in (tmp_path / name).read_bytes()
