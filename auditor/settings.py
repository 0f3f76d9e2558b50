"""Frozen settings from a TOML file; unknown keys are errors.

Every number stands here with its unit and the check or stage that reads it, so that an office can
see and change what its reports rest on.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import msgspec

from auditor.errors import SettingsError, UsageError

Percent = Annotated[float, msgspec.Meta(ge=0, le=100)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Count = Annotated[int, msgspec.Meta(ge=1)]
#: Template profiles: the contract's names.
PROFILES = ("hebei-2021", "hebei-2023", "mof-2015", "mof-2021", "generic")
SeverityName = Literal["高", "中", "低", "提示"]
Segmenter = Literal["rjieba", "jieba"]

#: What messages call the kinds of values, and what may stand where only some words may.
_KINDS = {
    "int": "整数",
    "float": "数字",
    "str": "带引号的文字",
    "bool": "true 或 false",
    "array": "方括号里的列表",
    "object": "小节",
    **dict.fromkeys(("date", "datetime", "time"), "日期时间"),
}
_CHOICES = {"rules.severity": get_args(SeverityName), "segmenter": get_args(Segmenter)}


class Rules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which rules run. Entries are codes (`V01`), slugs, family letters (`V`) or `all`.

    `select` empty means every rule that is on by default; `severity` maps code or slug to a level.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: dict[str, SeverityName] = {}


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Numbers that checks compare with; each names its check."""

    # missing-level1 and -level2: a table with fewer rows may have been read in part: 待核.
    whole_table_rows: Count = 4
    # growth-no-baseline: a percentage above this is a level reached, not a change.
    growth_percent: Percent = 50
    # narrative-repeat: paragraphs shorter than this, in characters, are headings and set phrases.
    repeated_paragraph_characters: Count = 20
    # part1-vs-part2: least similarity, of 100, of a 分项绩效目标 and the project beside it.
    same_task_similarity: Percent = 80
    # part1-vs-part2: least share, of 100, of an indicator's name or description found in a clause.
    same_indicator_similarity: Percent = 90
    # value-too-low: a rate is low when at most this share of published rates of its kind is as low
    usual_rate_share: Share = 0.05
    # value-too-low: … and it lies at least this many percentage points under their median.
    usual_rate_points: Percent = 25
    # sentence-as-name: a name of at least this many characters with a comma is a sentence.
    sentence_characters: Count = 12
    # sentence-as-name: a name of at least this many characters is too long to be called a name.
    long_name_characters: Count = 30
    # clone-table: rows two projects must share, and share of their joint rows (Jaccard).
    clone_table_rows: Count = 3
    clone_table_overlap: Share = 0.6
    # clone-table: … and what they tell together: a rare text of ten characters counts 1.
    clone_table_evidence: Annotated[float, msgspec.Meta(ge=0)] = 1.5
    # department-alike: the same between departments, which write many short names alike.
    copied_table_evidence: Annotated[float, msgspec.Meta(ge=0)] = 2.0
    # clone-table, department-alike: share of the smaller table, where only a part is alike …
    copied_part_overlap: Share = 0.4
    # … and what the rows of that part tell.
    copied_part_evidence: Annotated[float, msgspec.Meta(ge=0)] = 2.2
    # clone-table, department-alike: share of the joint rows, habit included, of tables of at least
    # five rows that answer each other, and what those rows tell.
    copied_rows_overlap: Share = 0.45
    copied_rows_evidence: Annotated[float, msgspec.Meta(ge=0)] = 0.9
    # boilerplate-indicator: projects of a document that use the indicator, and their share.
    boilerplate_projects: Count = 4
    boilerplate_share: Share = 0.5
    # uniform-values: rows of a table with one and the same percent, and their share of its rows.
    uniform_rows: Count = 5
    uniform_share: Share = 0.55


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one input may cost; what costs more is passed over and named in `skipped.jsonl`."""

    # megabytes of one file as it lies on the disk.
    file_megabytes: Count = 200
    # megabytes of what one file holds when unpacked: DOCX, XLSX and ZIP are compressed.
    unpacked_megabytes: Count = 500
    # seconds to read one file, or one file of a ZIP; then its worker is ended.
    file_seconds: Count = 120
    # megabytes of memory a worker may take while it reads one file, where the system can bound it.
    memory_megabytes: Count = 2000
    # cells of one file's tables, and characters of one cell.
    cells: Count = 2_000_000
    cell_characters: Count = 100_000
    # files in one ZIP, and how deep ZIPs may stand in one another.
    archive_files: Count = 2000
    archive_depth: Count = 3
    # pages of one PDF; a department's whole budget has at most some hundreds.
    pages: Count = 2000


class Points(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Points a finding of each severity takes before its certainty is weighed."""

    high: Percent
    medium: Percent
    low: Percent
    note: Percent = 0


class Scoring(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The published formula's numbers; `scoring.formula` prints them in Chinese.

    `row`, `project` and `document` are what one finding takes there. `likely` and `unsure` weigh
    findings that are 很可能 and 待核 (确定 weighs 1). `repeat` is the share that each further
    finding on the same field keeps of the one before. The limits are the most that findings on a
    project's form, or on a document's narrative, may take together.
    """

    row: Points = Points(high=50, medium=25, low=8)
    project: Points = Points(high=12, medium=6, low=2)
    document: Points = Points(high=6, medium=3, low=1)
    likely: Share = 0.7
    unsure: Share = 0
    repeat: Share = 0.5
    project_limit: Percent = 40
    document_limit: Percent = 20
    excellent: Percent = 90
    good: Percent = 80
    fair: Percent = 60
    minimum_rows: Count = 10
    minimum_project_rows: Count = 4
    minimum_coverage: Share = 0.8


class Notice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `auditor notice` puts into its letters; what is empty is left to fill in by hand.

    `notice` and `evidence` are DOCX templates of the office's own, for 整改通知 and 审计取证单.
    """

    notice: str | None = None
    evidence: str | None = None
    office: str | None = None
    contact: str | None = None
    deadline: str | None = None
    preparer: str | None = None
    reviewer: str | None = None


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything a run can be told; the defaults are what `auditor audit` does without a file."""

    rules: Rules = Rules()
    thresholds: Thresholds = Thresholds()
    limits: Limits = Limits()
    scoring: Scoring = Scoring()
    segmenter: Segmenter = "rjieba"
    lexicons: dict[str, str] = {}
    notice: Notice = Notice()
    profile: str | None = None
    # folder of the trained models; without it the user's own, then those that ship.
    models: str | None = None


def load(path: Path | None, profile: str | None = None) -> Settings:
    """Read a TOML file; `None` gives the defaults. `profile` goes before the file's.

    Raises:
        UsageError: the file cannot be read, is no TOML, or has an unknown key or a bad value.
    """
    settings = Settings() if path is None else _read(path)
    if profile is None:
        return settings
    if profile not in PROFILES:
        msg = f"--profile：没有模板“{profile}”，可选：{'、'.join(PROFILES)}"
        raise UsageError(msg)
    return msgspec.structs.replace(settings, profile=profile)


def models_folder(settings: Settings) -> str | None:
    """The folder of models that the settings name, for those who use models and do not make them.

    Raises:
        SettingsError: it is not there.
    """
    if settings.models is not None and not Path(settings.models).is_dir():
        raise SettingsError("models", f"没有文件夹 {settings.models}，请更正或删去这一项")
    return settings.models


def _read(path: Path) -> Settings:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        msg = f"{path}：配置文件打不开，请检查路径和权限"
        raise UsageError(msg) from None
    except UnicodeDecodeError:
        msg = f"{path}：配置文件不是 UTF-8 编码，请另存为 UTF-8"
        raise UsageError(msg) from None
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+), column (\d+)", str(error))
        where = f"第 {at[1]} 行第 {at[2]} 列附近" if at else "文件末尾"
        msg = f"{path}：{where}不是有效的 TOML，请检查等号、引号、括号，以及有没有写重的项"
        raise UsageError(msg) from None
    try:
        settings = msgspec.convert(data, Settings)
    except msgspec.ValidationError as error:
        msg = f"{path}：{_in_chinese(str(error), data)}"
        raise UsageError(msg) from None
    if told := _contradiction(settings):
        msg = f"{path}：{told}"
        raise UsageError(msg)
    return _resolve(settings, path.parent)


def _contradiction(settings: Settings) -> str:
    """What no single value shows to be wrong; empty where all is well."""
    if settings.profile is not None and settings.profile not in PROFILES:
        return f"配置项 profile：没有模板“{settings.profile}”，可选：{'、'.join(PROFILES)}"
    limits = [(name, getattr(settings.scoring, name)) for name in ("excellent", "good", "fair")]
    for (better, high), (worse, low) in pairwise(limits):
        if high < low:
            return (
                f"配置项 scoring.{better}（{high:g}）低于 scoring.{worse}（{low:g}），"
                "请改成优不低于良、良不低于中"
            )
    return ""


def _resolve(settings: Settings, folder: Path) -> Settings:
    """User word lists, templates and models are named relative to the configuration file."""
    lexicons = {name: str(folder / file) for name, file in settings.lexicons.items()}
    given = {"notice": settings.notice.notice, "evidence": settings.notice.evidence}
    templates = {name: str(folder / file) for name, file in given.items() if file}
    notice = msgspec.structs.replace(settings.notice, **templates)
    models = str(folder / settings.models) if settings.models else None
    return msgspec.structs.replace(settings, lexicons=lexicons, notice=notice, models=models)


def _in_chinese(error: str, data: dict[str, Any]) -> str:
    what, _, at = error.partition(" - at ")
    parts = re.findall(r"[^.`$\[\]]+|\[\.\.\.\]|\[\d+\]", at)
    where = ".".join(_named(parts, data)).replace(".第 ", " 第 ")
    if match := re.search(r"unknown field `(.+?)`", what):
        return f"未知的配置项 {f'{where}.{match[1]}' if where else match[1]}，请删去或更正"
    return f"配置项 {where}：{_wanted(what, where)}"


def _named(parts: Sequence[str], data: dict[str, Any]) -> Iterator[str]:
    """The way to the value; a table's key that msgspec leaves out is the first it refuses."""
    inside: Any = data
    for n, part in enumerate(parts):
        if part == "[...]":
            key = next((k for k, v in inside.items() if _refused(parts[:n], k, v)), None)
            if key is None:
                return
        else:
            key = int(part[1:-1]) if part.startswith("[") else part
        yield f"第 {key + 1} 项" if isinstance(key, int) else key
        inside = inside[key]


def _refused(way: Sequence[str], key: str, value: object) -> bool:
    alone: object = {key: value}
    for part in reversed(way):
        alone = {part: alone}
    try:
        msgspec.convert(alone, Settings)
    except msgspec.ValidationError:
        return True
    return False


def _wanted(what: str, where: str) -> str:
    """What msgspec says of one value."""
    if match := re.match(r"Invalid enum value '(.*)'", what):
        choices = next((c for key, c in _CHOICES.items() if where.startswith(key)), ())
        return f"没有“{match[1]}”这个取值，可用：{'、'.join(choices)}"
    if match := re.match(r"Object missing required field `(.+)`", what):
        return f"缺少 {match[1]}，请补上"
    if match := re.match(r"Expected `(\w+).*?` (>=|<=) (\S+)$", what):
        bound = "不小于" if match[2] == ">=" else "不大于"
        return f"应为{bound} {float(match[3]):g} 的{_KINDS.get(match[1], '值')}，请改正"
    if match := re.match(r"Expected `(\w+).*?`, got `(\w+)`", what):
        wanted, given = (_KINDS.get(kind, "别的值") for kind in match.groups())
        return f"应为{wanted}，写的是{given}，请改正"
    return "值不合要求，请改正"


def as_builtins(settings: Settings) -> dict[str, Any]:
    """The effective settings as plain values, for the manifest and for printing."""
    built: dict[str, Any] = msgspec.to_builtins(settings)
    return built
