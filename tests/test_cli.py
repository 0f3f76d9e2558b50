"""The command line as its users and other programs rely on it."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.classify import store
from auditor.cli import main

MODELS = Path(__file__).parent.parent / "models"
DOCUMENTS = Path(__file__).parent.parent / "corpora" / "documents"
ONE = next(DOCUMENTS.glob("002_*.txt"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    shutil.copy(ONE, inputs / "乙.txt")
    return inputs


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    status = main([str(a) for a in arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def contents(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != "run.json"
    }


def test_audit_writes_every_file_of_the_contract(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    status, out, err = run(capsys, "audit", folder, "--out", tmp_path / "out")

    assert (status, err) == (0, "")
    assert "项目 4 个，表 4/4，指标 29/29 行" in out
    written = {p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*.*")}
    data = "manifest.json departments.jsonl documents.jsonl projects.jsonl indicators.jsonl"
    data += " narrative.jsonl findings.jsonl copies.jsonl skipped.jsonl review.jsonl"
    assert {f"data/{name}" for name in data.split()} <= written
    assert {"index.html", "findings.xlsx", "run.json"} <= written
    stem = "2021-河北卢龙经济开发区管理委员会"
    assert {f"departments/{stem}.html", f"replies/{stem}.xlsx"} <= written


def test_same_bytes_for_any_order_of_inputs_and_any_number_of_jobs(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    files = sorted(DOCUMENTS.glob("*.txt"))
    run(capsys, "audit", *files, "--out", tmp_path / "a", "--jobs", "1")
    run(capsys, "audit", *reversed(files), "--out", tmp_path / "b", "--jobs", "3")
    run(capsys, "audit", DOCUMENTS, "--out", tmp_path / "c", "--jobs", "2")

    first, second, third = (contents(tmp_path / name) for name in "abc")

    assert first.keys() == second.keys() == third.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert [name for name in first if first[name] != third[name]] == []


def test_a_second_run_replaces_the_first(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    run(capsys, "audit", DOCUMENTS, "--out", tmp_path / "out")
    run(capsys, "audit", folder, "--out", tmp_path / "out")

    assert len(list((tmp_path / "out" / "departments").iterdir())) == 1
    assert len(lines(tmp_path / "out" / "data" / "documents.jsonl")) == 1


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("空.txt", b"", "unreadable"),
        ("空白.txt", b" \r\n\t\n", "unreadable"),
        ("图片.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "unsupported"),
        ("程序.txt", b"MZ\x90\x00" + bytes(range(256)) * 20, "unsupported"),
    ],
    ids=["empty", "blank", "picture", "program"],
)
def test_what_cannot_be_read_is_told_in_one_line_and_the_rest_is_audited(
    capsys: pytest.CaptureFixture[str],
    folder: Path,
    tmp_path: Path,
    name: str,
    content: bytes,
    kind: str,
) -> None:
    (folder / name).write_bytes(content)

    status, out, err = run(capsys, "audit", folder, "--out", tmp_path / "out")

    assert status == 3
    assert err.startswith(f"{name}：")
    assert err.count("\n") == 1
    assert "指标 29/29 行" in out
    skipped = lines(tmp_path / "out" / "data" / "skipped.jsonl")
    assert [(s["path"], s["kind"]) for s in skipped] == [(name, kind)]
    manifest = json.loads((tmp_path / "out" / "data" / "manifest.json").read_text("utf-8"))
    assert manifest["partial"] is True


def test_a_text_without_tables_is_told_but_is_no_failure(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    (folder / "通知.txt").write_text(
        "关于开展绩效自评的通知\n各单位：\n请按时报送。\n", encoding="utf-8"
    )

    status, _, err = run(capsys, "audit", folder, "--out", tmp_path / "out")

    assert status == 0
    assert err.startswith("通知.txt：")
    assert len(list((tmp_path / "out" / "departments").iterdir())) == 1
    assert len(lines(tmp_path / "out" / "data" / "documents.jsonl")) == 2


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_other_encodings_give_the_same_findings(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path, encoding: str
) -> None:
    run(capsys, "audit", folder, "--out", tmp_path / "a")
    text = (folder / "乙.txt").read_text(encoding="utf-8")
    (folder / "乙.txt").write_bytes(text.encode(encoding))
    run(capsys, "audit", folder, "--out", tmp_path / "b")

    a, b = (lines(tmp_path / name / "data" / "findings.jsonl") for name in "ab")

    assert a
    assert a == b


def test_the_same_publication_twice_is_judged_once(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    shutil.copy(ONE, folder / "甲.txt")

    _, out, _ = run(capsys, "audit", folder, "--out", tmp_path / "out")

    documents = lines(tmp_path / "out" / "data" / "documents.jsonl")
    assert [(d["document"], d["duplicate_of"]) for d in documents] == [
        ("乙.txt", None),
        ("甲.txt", "乙.txt"),
    ]
    assert {f["document"] for f in lines(tmp_path / "out" / "data" / "findings.jsonl")} == {
        "乙.txt"
    }
    assert "不重复审核" in out


def test_reports_below_the_inputs_are_not_read_the_next_time(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    run(capsys, "audit", folder, "--out", folder / "reports")
    first = contents(folder / "reports")

    status, _, err = run(capsys, "audit", folder, "--out", folder / "reports")

    assert (status, err) == (0, "")
    assert contents(folder / "reports") == first


def test_ids_survive_another_path_and_another_row_order(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    run(capsys, "audit", folder, "--out", tmp_path / "a")
    (folder / "下级").mkdir()
    (folder / "乙.txt").rename(folder / "下级" / "改名.txt")
    run(capsys, "audit", folder, "--out", tmp_path / "b")

    a, b = ({f["finding"] for f in lines(tmp_path / n / "data" / "findings.jsonl")} for n in "ab")

    assert a == b


def test_fail_on_sets_the_exit_state(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"

    assert run(capsys, "audit", folder, "--out", out, "--fail-on", "低")[0] == 1
    (folder / "空.txt").write_bytes(b"")
    assert run(capsys, "audit", folder, "--out", out, "--fail-on", "低")[0] == 3
    manifest = json.loads((out / "data" / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["partial"], manifest["failed"]) == (True, True)


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ("[rules]\nselct = ['V']\n", "rules.selct"),
        ("colour = 1\n", "colour"),
        ("[limits]\nfile_megabytes = '大'\n", "limits.file_megabytes"),
        ("[rules\n", "TOML"),
        ("x\n\n[rules]\n", "第 1 行第 2 列附近不是有效的 TOML"),
        ("[rules]\nselect = 'V01'\n", "rules.select：应为方括号里的列表，写的是带引号的文字"),
        ("[rules]\nselect = ['V', 1]\n", "rules.select 第 2 项：应为带引号的文字，写的是整数"),
        ("[rules.severity]\nD01 = '低'\nV01 = '严重'\n", "severity.V01：没有“严重”这个取值"),
        ("[lexicons]\nvague_basis = 3\n", "lexicons.vague_basis：应为带引号的文字"),
        ("[scoring]\nexcellent = 120\n", "scoring.excellent：应为不大于 100 的数字"),
        ("[scoring]\nexcellent = 70\n", "scoring.excellent（70）低于 scoring.good（80）"),
        ("[scoring]\ngood = 50\n", "scoring.good（50）低于 scoring.fair（60）"),
        ("[scoring.row]\nhigh = 5\n", "scoring.row：缺少 medium"),
        ("limits = 3\n", "limits：应为小节，写的是整数"),
        ("segmenter = 'x'\n", "segmenter：没有“x”这个取值，可用：rjieba、jieba"),
        ("models = '没有'\n", "models：没有文件夹"),
        ("profile = 'jiangsu'\n", "profile：没有模板“jiangsu”"),
        ("[lexicons]\nnosuch = 'x.txt'\n", "nosuch"),
        ("[rules]\nselect = ['V99']\n", "V99"),
    ],
)
def test_a_wrong_configuration_is_refused_before_anything_is_done(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path, config: str, told: str
) -> None:
    (tmp_path / "配置.toml").write_text(config, encoding="utf-8")

    status, _, err = run(
        capsys, "audit", folder, "--config", tmp_path / "配置.toml", "--out", tmp_path / "out"
    )

    assert status == 2
    assert err.startswith(f"{tmp_path / '配置.toml'}：")
    assert told in err
    assert err.count("\n") == 1
    assert not re.search("`|[Ee]xpected|Invalid|Object", err)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["score", "why", "evaluate", "label next"])
def test_a_models_folder_that_is_not_there_stops_whatever_would_use_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str
) -> None:
    config, rows = tmp_path / "配置.toml", tmp_path / "清单.csv"
    config.write_text("models = '没有'\n", "utf-8")
    rows.write_text("二级指标,三级指标,指标值,空泛程度\n数量指标,培训场次,≥6场,明确\n", "utf-8")
    given = {"why": [ONE, "1", "1"], "label next": [rows, "--out", tmp_path / "选.csv"]}

    status, out, err = run(
        capsys, *command.split(), *given.get(command, [rows]), "--config", config
    )

    assert (status, out) == (2, "")
    assert err.startswith(f"{config}：配置项 models：没有文件夹")
    assert err.count("\n") == 1


def test_rules_are_selected_by_code_family_and_slug(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    config = tmp_path / "配置.toml"
    config.write_text("[rules]\nselect = ['D', 'vague-basis']\nignore = ['D05']\n", "utf-8")
    run(capsys, "audit", folder, "--config", config, "--out", tmp_path / "out")

    found = {str(f["slug"]) for f in lines(tmp_path / "out" / "data" / "findings.jsonl")}

    assert found == {"vague-basis", "desc-equals-name"}


def test_severities_are_set_by_the_configuration(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    config = tmp_path / "配置.toml"
    config.write_text("[rules]\nselect=['D05']\n[rules.severity]\nD05 = '高'\n", "utf-8")
    run(capsys, "audit", folder, "--config", config, "--out", tmp_path / "out")

    found = lines(tmp_path / "out" / "data" / "findings.jsonl")

    assert [f["severity"] for f in found] == ["高"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["audit"], "缺少参数"),
        (["audit", "没有这个文件.txt"], "没有这个文件.txt：没有这个文件或文件夹"),
        (["audit", "--nosuch", "x"], "--nosuch"),
        (["audit", ".", "--fail-on", "严重"], "--fail-on"),
        (["audit", ".", "--jobs", "0"], "--jobs"),
        (["nosuch"], "nosuch"),
        (["explain", "Z99"], "Z99"),
        (["why", "没有.txt", "1", "1"], "没有.txt"),
    ],
)
def test_wrong_use_is_told_in_one_chinese_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    status, out, err = run(capsys, *arguments)

    assert (status, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


def test_explain_accepts_code_slug_and_title(capsys: pytest.CaptureFixture[str]) -> None:
    texts = {
        run(capsys, "explain", name)[1] for name in ("D01", "value-equals-name", "指标值照抄名称")
    }

    assert len(texts) == 1
    assert "财预〔2015〕88号" in texts.pop()


def test_why_tells_every_rules_decision_on_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "why", next(DOCUMENTS.glob("000_*.txt")), "1", "5")

    assert status == 0
    assert "● D01 指标值照抄名称" in out
    assert "○ V02" in out
    assert "（同一行已由更贴切的规则指出）" in out
    assert "○ K01 资金投入作数量：未发现问题" in out


@pytest.mark.parametrize(("project", "row"), [("99", "1"), ("1", "99")])
def test_why_names_what_there_is_instead(
    capsys: pytest.CaptureFixture[str], project: str, row: str
) -> None:
    status, _, err = run(capsys, "why", ONE, project, row)

    assert status == 2
    assert err.startswith(ONE.name)
    assert err.count("\n") == 1


@pytest.mark.parametrize("command", ["audit", "notice", "why"])
def test_a_name_that_no_file_can_have_is_one_line(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    name = "长" * 1000

    status, _, err = run(capsys, command, name, *(["1", "1"] if command == "why" else []))

    assert status == 2
    assert err.startswith(name)
    assert err.count("\n") == 1


def test_doctor_tells_what_is_installed(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "doctor")

    assert status == 0
    assert "规则：" in out
    assert f"校验值 {store.load(MODELS).digest[:16]}" in out


@pytest.fixture(autouse=True)
def _no_reports_in_the_working_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    yield
    assert not (tmp_path / "reports").exists()


def test_the_shipped_models_judge_and_the_manifest_names_them(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    run(capsys, "audit", folder, "--out", tmp_path / "out")

    rows = lines(tmp_path / "out" / "data" / "indicators.jsonl")
    manifest = json.loads((tmp_path / "out" / "data" / "manifest.json").read_text("utf-8"))
    assert all(0 <= row["vagueness"]["score"] <= 1 for row in rows)  # type: ignore[index]
    assert all(row["category"]["best"] for row in rows)  # type: ignore[index]
    assert manifest["hashes"]["model"] == store.load(MODELS).digest


def test_a_refused_model_leaves_the_rules_working_and_is_told(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.toml").write_text('models = "mine"\n', encoding="utf-8")
    for kind in store.KINDS:
        (tmp_path / "mine" / kind).mkdir(parents=True)
        (tmp_path / "mine" / kind / store.FILE).write_bytes(b"no model")

    arguments = ("audit", folder, "--config", tmp_path / "a.toml", "--out", tmp_path / "out")
    status, _, err = run(capsys, *arguments)

    rows = lines(tmp_path / "out" / "data" / "indicators.jsonl")
    manifest = json.loads((tmp_path / "out" / "data" / "manifest.json").read_text("utf-8"))
    assert status == 0
    assert err.count("\n") == 1
    assert str(tmp_path / "mine") in err
    assert all(row["vagueness"]["score"] is None for row in rows)  # type: ignore[index]
    assert manifest["hashes"]["model"] is None
    assert str(tmp_path) not in json.dumps(manifest, ensure_ascii=False)


def test_documents_beside_the_reports_of_an_earlier_audit_are_read(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    """Whoever lets reports be written into the folder of the documents loses none of these."""
    (folder / "甲局").mkdir()
    (folder / "乙.txt").rename(folder / "甲局" / "乙.txt")
    run(capsys, "audit", folder / "甲局", "--out", folder / "甲局")
    run(capsys, "notice", folder / "甲局")

    for inputs in (folder, folder / "甲局"):
        status, out, err = run(capsys, "audit", inputs, "--out", tmp_path / "out")
        assert (status, err) == (0, "")
        assert "指标 29/29 行" in out
        assert len(lines(tmp_path / "out" / "data" / "documents.jsonl")) == 1
