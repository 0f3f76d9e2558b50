"""Build `wheelhouse/`: everything a computer without internet needs to install the auditor.

The folder holds wheels of the auditor and of every pinned package for the platforms and versions of
Python asked for, the scripts that install them, and a short page for the person who does it.
Packages published as source only are built here, from the hashed source, to a pure wheel.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement

HERE = Path(__file__).parent
ROOT = HERE.parent
PINS = ROOT / "requirements" / "runtime.txt"

# Published without wheels; pure Python, so one wheel fits everywhere.
SOURCE_ONLY = frozenset({"jieba"})

# The scripts are written in UTF-8 here; a Chinese Windows console reads them as GBK.
SCRIPTS = {
    "install.bat": ("gbk", "\r\n"),
    "auditor.bat": ("gbk", "\r\n"),
    "install.sh": ("utf-8", "\n"),
    "安装说明.txt": ("utf-8-sig", "\r\n"),
}


def main() -> None:
    """Fill the folder for `--platform` and `--version`; `local` is this computer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--platform", nargs="+", default=["local", "win_amd64"])
    parser.add_argument("--version", nargs="+", default=["3.11", "3.12", "3.13"])
    parser.add_argument("--out", type=Path, default=ROOT / "wheelhouse")
    arguments = parser.parse_args()

    out: Path = arguments.out
    shutil.rmtree(out, ignore_errors=True)
    wheels = out / "wheels"
    wheels.mkdir(parents=True)

    pins = tuple(read_pins(PINS.read_text(encoding="utf-8")))
    built = ("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels))
    pip(*built, str(ROOT))
    run_pinned([pin for pin in pins if pin.name in SOURCE_ONLY], *built)
    published = [pin for pin in pins if pin.name not in SOURCE_ONLY]
    for platform in arguments.platform:
        if platform == "local":
            run_pinned([pin for pin in published if pin.is_for(None)], *built)
            continue
        for version in arguments.version:
            run_pinned(
                [pin for pin in published if pin.is_for(environment(platform, version))],
                *("download", "--no-deps", "--only-binary=:all:", "--dest", str(wheels)),
                *("--platform", platform, "--python-version", version),
            )
    write_scripts(out)
    count = len(list(wheels.iterdir()))
    size = sum(wheel.stat().st_size for wheel in wheels.iterdir()) / 1e6
    sys.stdout.write(f"{out}: {count} wheels, {size:.0f} MB\n")


@dataclass(frozen=True, slots=True)
class Pin:
    """One locked requirement with the hashes it may have."""

    requirement: Requirement
    hashes: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.requirement.name

    def is_for(self, target: dict[str, str] | None) -> bool:
        """Whether the pin is meant for that environment, this computer's where none is given."""
        marker = self.requirement.marker
        return marker is None or marker.evaluate(target)

    def line(self) -> str:
        """The pin as pip reads it; the marker is left out, since pip asks only this computer."""
        return " ".join([f"{self.name}{self.requirement.specifier}", *self.hashes])


def read_pins(text: str) -> Iterator[Pin]:
    """Every pin of a lock file."""
    statements = re.sub(r"\\\n\s*", "", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE))
    for statement in statements.splitlines():
        requirement, *hashes = statement.split("--hash=")
        yield Pin(Requirement(requirement), tuple(f"--hash={h.strip()}" for h in hashes))


def environment(platform: str, version: str) -> dict[str, str]:
    """What a lock file's markers ask about, for CPython on another computer."""
    windows, mac = platform.startswith("win"), platform.startswith("macosx")
    system = "Windows" if windows else "Darwin" if mac else "Linux"
    return {
        "implementation_name": "cpython",
        "os_name": "nt" if windows else "posix",
        "platform_machine": "AMD64" if windows else platform.rsplit("_", 1)[-1],
        "platform_python_implementation": "CPython",
        "platform_system": system,
        "python_full_version": f"{version}.0",
        "python_version": version,
        "sys_platform": {"Windows": "win32", "Darwin": "darwin"}.get(system, "linux"),
    }


def run_pinned(pins: Iterable[Pin], *command: str) -> None:
    """Run pip on these pins with their hashes checked."""
    with tempfile.TemporaryDirectory() as folder:
        lock = Path(folder) / "pins.txt"
        lock.write_text("\n".join(pin.line() for pin in pins), encoding="utf-8")
        pip(*command, "--require-hashes", "--requirement", str(lock))


def pip(*arguments: str) -> None:
    """Run this interpreter's pip; it says itself what went wrong."""
    command = [sys.executable, "-m", "pip", *arguments, "--quiet", "--disable-pip-version-check"]
    if subprocess.run(command, check=False).returncode:  # noqa: S603 - the arguments are ours
        sys.exit(f"pip {arguments[0]} failed")


def write_scripts(out: Path) -> None:
    """Copy the scripts in the encoding and with the line ends of the system that reads them."""
    for name, (encoding, line_end) in SCRIPTS.items():
        text = (HERE / name).read_text(encoding="utf-8")
        (out / name).write_bytes(text.replace("\n", line_end).encode(encoding))
        if name.endswith(".sh"):
            (out / name).chmod(0o755)


if __name__ == "__main__":
    main()
