"""Pages to HTML: plain, self-contained, readable with scripts off, printable on A4."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from auditor.render import words
from auditor.render.view import AuditResult, DepartmentPage, IndexPage

#: What a style class calls each severity; class names stay ASCII.
_CLASSES = {"高": "high", "中": "medium", "低": "low", "提示": "note"}


def department(page: DepartmentPage, result: AuditResult, hashes: Mapping[str, str]) -> str:
    """One department's page; `hashes` names what the result rests on."""
    return _draw("department.html.j2", page=page, result=result, hashes=hashes)


def index(page: IndexPage, result: AuditResult, hashes: Mapping[str, str], *, partial: bool) -> str:
    """The page that leads to all departments; `partial` says that something was not read."""
    return _draw("index.html.j2", page=page, result=result, hashes=hashes, partial=partial)


def _draw(template: str, **context: Any) -> str:
    return _environment().get_template(template).render(**context)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("auditor", "render/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "blanks": _blanks,
        "link": quote,
        "sentence": _sentence,
        "severity_class": _CLASSES.__getitem__,
        "skip_kind": lambda kind: words.SKIP_KINDS.get(kind, kind),
    }
    return environment


def _printable(value: object) -> object:
    """Document text without characters that do not print or that reorder the page."""
    if isinstance(value, Markup):
        return value
    return words.shown(value) if isinstance(value, str) else value


def _blanks(text: str) -> Markup:
    """Advice with its slots as blanks to fill in."""
    parts = [escape(words.shown(part)) for part in re.split("_{2,}", text)]
    return Markup('<span class="blank">＿＿＿</span>').join(parts)


def _sentence(text: str) -> str:
    """With a full stop, unless it ends in a mark of its own."""
    return text if text.endswith(("。", "？", "！", "…", "）")) else f"{text}。"
