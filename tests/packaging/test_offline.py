"""The wheelhouse installs on a computer that is not this one."""

import re
from collections import Counter
from pathlib import Path

import pytest

from offline import build

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))

PINS = tuple(build.read_pins(build.PINS.read_text(encoding="utf-8")))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda p: p.name)
def test_locks_pin_and_hash_everything_and_name_no_place(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")

    for pin in build.read_pins(text):
        assert [s.operator for s in pin.requirement.specifier] == ["=="], pin.name
        assert pin.hashes, pin.name
    assert not re.search(r"://|--index|--find-links|/tmp|/home|/root", text)


@pytest.mark.parametrize("platform", ["win_amd64", "manylinux_2_28_x86_64", "macosx_14_0_arm64"])
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_each_platform_gets_one_release_of_each_package(platform: str, version: str) -> None:
    target = build.environment(platform, version)

    names = Counter(pin.name for pin in PINS if pin.is_for(target))

    assert set(names.values()) == {1}
    assert set(names) >= {"spacy", "jieba", "numpy"}
    assert ("colorama" in names) == platform.startswith("win")


def test_scripts_are_written_for_the_system_that_runs_them(tmp_path: Path) -> None:
    """A Chinese Windows reads a batch file as GBK, and needs its line ends."""
    build.write_scripts(tmp_path)

    batch = (tmp_path / "install.bat").read_bytes()
    assert "正在安装" in batch.decode("gbk")
    assert batch.count(b"\n") == batch.count(b"\r\n")
    assert b"\r" not in (tmp_path / "install.sh").read_bytes()
    assert (tmp_path / "安装说明.txt").read_bytes().startswith(b"\xef\xbb\xbf")
