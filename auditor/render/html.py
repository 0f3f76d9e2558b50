"""Pages to HTML: plain, self-contained, readable with scripts off, printable on A4."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from auditor.render import words
from auditor.render.view import AuditResult, Comparison, DepartmentPage, IndexPage, IndexRow

#: What a style class calls each severity; class names stay ASCII.
_CLASSES = {"高": "high", "中": "medium", "低": "low", "提示": "note"}
#: Departments on a page of the overview.
_ON_A_PAGE = 100
#: Findings per 10 rows from which a cell of the heat map is a shade darker.
_SHADES = (0.001, 0.5, 1, 2)
#: What is read as one: a number with its sign and unit, as long as the narrowest screen has room.
_NUMBER = re.compile(
    r"[≥≤＞＜>=<≧≦＝±+−-]{0,2} ?\d[\d.,]{0,11} ?(?:[%％‰℃]|[万亿]?(?:[a-z]{1,3}|[\u4e00-\u9fff])?)"
)
#: A text of so many characters at most is not worth a second line; with figures, of so many.
_SHORT, _SHORT_VALUE = 4, 8


def department(page: DepartmentPage, result: AuditResult, hashes: Mapping[str, str]) -> str:
    """One department's page; `hashes` names what the result rests on."""
    return _draw("department.html.j2", "report.js", page=page, result=result, hashes=hashes)


def index(
    page: IndexPage, result: AuditResult, hashes: Mapping[str, str], *, partial: bool
) -> Iterator[tuple[str, str]]:
    """`index.html`, which leads to all departments, and where those are many the pages after it.

    With scripts the first page holds them all as data; without, the pages are leafed through.
    `partial` says that something was not read.
    """
    pages = list(_pages(page.departments)) or [()]
    for number, rows in enumerate(pages, 1):
        yield (
            index_name(number),
            _draw(
                "index.html.j2",
                "overview.js",
                page=page,
                rows=rows,
                number=number,
                pages=len(pages),
                data=_data(page) if number == 1 else None,
                profiles=_json(page.profiles),
                result=result,
                hashes=hashes,
                partial=partial,
            ),
        )


def comparison(found: Comparison) -> str:
    """The page of two audits compared; it has no script."""
    return _environment().get_template("compare.html.j2").render(found=found)


def _pages(rows: Sequence[IndexRow]) -> Iterator[tuple[IndexRow, ...]]:
    for start in range(0, len(rows), _ON_A_PAGE):
        yield tuple(rows[start : start + _ON_A_PAGE])


def index_name(number: int) -> str:
    """The file of one page of the overview."""
    return "index.html" if number == 1 else f"index-{number}.html"


def heat(findings: int, rows: int) -> int:
    """The shade of a cell, 0 to 4, by findings per 10 rows."""
    rate = 10 * findings / rows if rows else 0
    return sum(rate >= limit for limit in _SHADES)


def _data(page: IndexPage) -> Markup:
    """Every department as short lists, in an order that `overview.js` knows."""
    departments = [
        [
            words.shown(r.department),
            r.year,
            r.stem,
            page.profiles.index(r.profile),
            r.score,
            r.grade,
            r.rank,
            r.of,
            r.projects,
            r.coverage.rows_read,
            r.coverage.rows_found,
            r.rows,
            [c.number for c in r.counts],
            r.families,
            float(r.vague),
        ]
        for r in page.departments
    ]
    return _json(departments)


def _json(value: object) -> Markup:
    """Data in a page: nothing in it can end the element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))  # noqa: S704 - escaped


def _draw(template: str, script: str, **context: Any) -> str:
    text = _script(script)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return (
        _environment()
        .get_template(template)
        .render(script=text, script_hash=Markup(digest), **context)  # noqa: S704 - base64
    )


@cache
def _script(name: str) -> Markup:
    """A script of ours, which stands in the page as it is; only this one may run there."""
    folder = resources.files("auditor.render").joinpath("templates")
    return Markup(folder.joinpath(name).read_text(encoding="utf-8"))  # noqa: S704 - our own


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
        "css_string": _css_string,
        "drawn": Markup,
        "heat": heat,
        "index_name": index_name,
        "link": quote,
        "models": lambda measures, digest: words.models(digest, measures),
        "money": words.money,
        "rows_in_words": words.rows,
        "sentence": _sentence,
        "severity_class": _CLASSES.__getitem__,
        "skip_kind": lambda kind: words.SKIP_KINDS.get(kind, kind),
        "unbroken": _unbroken,
    }
    return environment


def _printable(value: object) -> object:
    """Document text without characters that do not print or that reorder the page."""
    if isinstance(value, Markup):
        return value
    return words.shown(value) if isinstance(value, str) else value


def _css_string(text: str) -> Markup:
    """A string in a style sheet: all but plain letters and Chinese characters as escapes."""
    shown = "".join(c if c.isalnum() else f"\\{ord(c):x} " for c in words.shown(text))
    return Markup(f'"{shown}"')  # noqa: S704 - nothing is left that could end it


def _blanks(text: str) -> Markup:
    """Advice with its slots as blanks to fill in."""
    parts = [escape(words.shown(part)) for part in re.split("_{2,}", text)]
    return Markup('<span class="blank">＿＿＿</span>').join(parts)


def _unbroken(text: str) -> Markup:
    """Text of a narrow column: numbers stay with their signs and units, a short text with itself.

    What is longer may break anywhere, or a hostile cell would widen the page.
    """
    short = _SHORT_VALUE if any(c.isdigit() for c in text) else _SHORT
    if 1 < len(text) <= short and "\n" not in text:
        return _whole(text)
    parts, end = [], 0
    for found in _NUMBER.finditer(text):
        if len(found[0]) > 1:
            parts += [escape(words.shown(text[end : found.start()])), _whole(found[0])]
            end = found.end()
    return Markup().join([*parts, escape(words.shown(text[end:]))])


def _whole(text: str) -> Markup:
    return Markup('<span class="whole">{}</span>').format(words.shown(text))


def _sentence(text: str) -> str:
    """With a full stop, unless it ends in a mark of its own."""
    return text if text.endswith(("。", "？", "！", "…", "）")) else f"{text}。"
