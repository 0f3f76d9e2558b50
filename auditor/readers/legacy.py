"""DOC, WPS, RTF, ODT and ODS: LibreOffice, where it is installed, turns them into what we read.

Each conversion has a profile of its own that is thrown away, runs no macros, loads no links and is
ended when it takes too long.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from auditor.domain import SkipKind, Skipped
from auditor.errors import UnreadableError
from auditor.readers import old_sheet, old_word, sheet, word
from auditor.readers.kind import OLE
from auditor.readers.tabular import Contents
from auditor.settings import Limits

_PROGRAMS = ("soffice", "libreoffice")
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\\Program Files\\LibreOffice\\program\\soffice.exe",
    r"C:\\Program Files (x86)\\LibreOffice\\program\\soffice.exe",
)
_CONVERT = "请用 Word 或 WPS 打开后另存为 DOCX 再审，或安装 LibreOffice 后重试"
# Macros never run, links are never followed, nothing is asked.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>1</value></prop></item>
</oor:items>
"""


@cache
def program() -> str | None:
    """Where LibreOffice is; `None` where it is not installed."""
    found = (shutil.which(name) for name in _PROGRAMS)
    return next(filter(None, (*found, *(p for p in _PLACES if Path(p).exists()))), None)


def document(data: bytes, name: str, limits: Limits) -> Contents:
    """A text document, by way of DOCX. A DOC is held to the number of its own cells."""
    converted = _converted(data, name, "docx", limits)
    content, skipped = word.content(converted, name, limits)
    marks = old_word.cell_marks(data) if data.startswith(OLE) else None
    if marks is not None and (lost := marks - word.cell_marks(converted, name, limits)) > 0:
        reason = f"转换时约有 {lost} 个单元格没有成为表格，可能漏读；{_CONVERT}"
        skipped = (*skipped, Skipped(name, reason, SkipKind.PARTIAL))
    return content, skipped


def workbook(data: bytes, name: str, limits: Limits) -> Contents:
    """A workbook, by way of XLSX."""
    return sheet.content(_converted(data, name, "xlsx", limits), name, limits)


def old_workbook(data: bytes, name: str, limits: Limits) -> Contents:
    """An XLS; where it is odd or damaged LibreOffice may know better."""
    try:
        return old_sheet.content(data, name, limits)
    except UnreadableError as error:
        # Of what is in no container LibreOffice makes something, whatever it is.
        contained = data.startswith(OLE)
        if error.kind != SkipKind.UNREADABLE or program() is None or not contained:
            raise
    return workbook(data, name, limits)


def office_xml(data: bytes, name: str, limits: Limits) -> Contents:
    """XML of Word or Excel 2003."""
    read = workbook if b"spreadsheet" in data[:4000] or b"Excel.Sheet" in data[:4000] else document
    return read(data, name, limits)


def _converted(data: bytes, name: str, to: str, limits: Limits) -> bytes:
    office = program()
    if office is None:
        msg = f"这种旧格式要由 LibreOffice 转换，本机没有安装；{_CONVERT}"
        raise UnreadableError(msg, SkipKind.UNSUPPORTED, name)
    with tempfile.TemporaryDirectory(prefix="auditor-") as folder:
        profile = Path(folder, "profile")
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, "utf-8")
        source = Path(folder, "document")
        source.write_bytes(data)
        command = [
            *(office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"),
            *("--nolockcheck", "--convert-to", to, "--outdir", str(Path(folder, "out"))),
            str(source),
        ]
        _run(command, limits.file_seconds, name)
        made = Path(folder, "out", f"document.{to}")
        if not made.is_file():
            msg = f"LibreOffice 打不开这个文件，可能已损坏或设有密码；{_CONVERT}"
            raise UnreadableError(msg, path=name)
        return made.read_bytes()


def _run(command: list[str], seconds: int, name: str) -> None:
    """Run a command and end it, with whatever it started, when its time is over."""
    process = subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        msg = f"LibreOffice 转换超过 {seconds} 秒，没有读完；{_CONVERT}"
        raise UnreadableError(msg, SkipKind.TIMEOUT, name) from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
