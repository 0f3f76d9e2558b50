"""Frozen settings from a TOML file; unknown keys are errors.

Every number stands here with its unit and the check or stage that reads it, so that an office can
see and change what its reports rest on.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from auditor.errors import UsageError

Percent = Annotated[float, msgspec.Meta(ge=0, le=100)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Count = Annotated[int, msgspec.Meta(ge=1)]
SeverityName = Literal["高", "中", "低", "提示"]


class Rules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which rules run. Entries are codes (`V01`), slugs, family letters (`V`) or `all`.

    `select` empty means every rule that is on by default; `severity` maps code or slug to a level.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: dict[str, SeverityName] = {}


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Numbers that checks compare with; each names its check."""


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one input may cost."""

    file_megabytes: Count = 200


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything a run can be told; the defaults are what `auditor audit` does without a file."""

    rules: Rules = Rules()
    thresholds: Thresholds = Thresholds()
    limits: Limits = Limits()
    segmenter: Literal["rjieba", "jieba"] = "rjieba"
    lexicons: dict[str, str] = {}
    profile: str | None = None


def load(path: Path | None) -> Settings:
    """Read a TOML file; `None` gives the defaults.

    Raises:
        UsageError: the file cannot be read, is no TOML, or has an unknown key or a bad value.
    """
    if path is None:
        return Settings()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        msg = f"{path}：配置文件打不开，请检查路径和权限"
        raise UsageError(msg) from None
    except UnicodeDecodeError:
        msg = f"{path}：配置文件不是 UTF-8 编码，请另存为 UTF-8"
        raise UsageError(msg) from None
    except tomllib.TOMLDecodeError as error:
        msg = f"{path}：配置文件不是有效的 TOML（{error}）"
        raise UsageError(msg) from None
    try:
        settings = msgspec.convert(data, Settings)
    except msgspec.ValidationError as error:
        msg = f"{path}：{_in_chinese(str(error))}"
        raise UsageError(msg) from None
    return _resolve(settings, path.parent)


def _resolve(settings: Settings, folder: Path) -> Settings:
    """User word lists are named relative to the configuration file."""
    lexicons = {name: str(folder / file) for name, file in settings.lexicons.items()}
    return msgspec.structs.replace(settings, lexicons=lexicons)


def _in_chinese(error: str) -> str:
    where = match[1] if (match := re.search(r"`\$\.?(.*?)`$", error)) else ""
    if match := re.search(r"unknown field `(.+?)`", error):
        key = f"{where}.{match[1]}" if where else match[1]
        return f"未知的配置项 {key}，请删去或更正"
    return f"配置项 {where or '（顶层）'} 的值不合要求（{error.split(' - at ', maxsplit=1)[0]}）"


def as_builtins(settings: Settings) -> dict[str, Any]:
    """The effective settings as plain values, for the manifest and for printing."""
    built: dict[str, Any] = msgspec.to_builtins(settings)
    return built
