"""The wheel alone is the program: installed elsewhere, with its data, it audits."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENT = sorted((ROOT / "corpora" / "documents").iterdir())[-1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    options = ["--no-deps", "--no-index", "--no-build-isolation", "--quiet"]
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", folder, ROOT], check=True
    )
    return next(folder.iterdir())


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed command, in an environment that has our dependencies but not our tree."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    install = ["--python", scripts / "python", "install", "--no-deps", "--no-index", "--quiet"]
    subprocess.run([sys.executable, "-m", "pip", *install, wheel], check=True)
    paths = {"base": str(home), "platbase": str(home)}
    site = Path(sysconfig.get_path("purelib", "venv", vars=paths))
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return scripts / "auditor"


def run(program: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    return subprocess.run(
        [program, *arguments],
        cwd=folder,
        env=clean | {"PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_every_file_of_the_package_is_in_the_wheel(wheel: Path) -> None:
    """A word list, template or model that is left out fails only on the auditor's computer."""
    homes = {"auditor": ROOT / "auditor", "auditor/models_data": ROOT / "models"}
    expected = {
        f"{home}/{file.relative_to(folder).as_posix()}"
        for home, folder in homes.items()
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }

    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("auditor/")}

    assert packed == expected


def test_wheel_holds_the_package_alone(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"auditor"}


def test_installed_program_examines_itself(program: Path, tmp_path: Path) -> None:
    result = run(program, tmp_path, "doctor")

    assert result.stderr == ""
    assert result.returncode == 0


def test_installed_program_audits_from_any_folder(program: Path, tmp_path: Path) -> None:
    (tmp_path / "公开文件.txt").write_bytes(DOCUMENT.read_bytes())

    result = run(program, tmp_path, "audit", "公开文件.txt", "--out", "报告")

    assert result.stderr == ""
    assert result.returncode == 0
    assert (tmp_path / "报告" / "index.html").is_file()
    assert (tmp_path / "报告" / "findings.xlsx").is_file()
    assert len(list((tmp_path / "报告" / "departments").iterdir())) == 1
