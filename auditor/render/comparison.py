"""Two audits compared, as a page and as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from auditor.render import folder, html, jsonl
from auditor.render.view import Comparison

#: Raised when a field of `compare.json` changes its name, type or meaning.
FORMAT = 1


def write(out: Path, comparison: Comparison) -> None:
    """Write `compare.html` and `compare.json` into a folder.

    Raises:
        UsageError: a file cannot be written.
    """
    page = html.comparison(comparison)
    folder.write(out / "compare.html", [page.encode("utf-8", "replace")])
    value = msgspec.json.format(jsonl.encoded(_value(comparison)), indent=2)
    folder.write(out / "compare.json", [value, b"\n"])


def _value(c: Comparison) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "counts": c.counts(),
        "cautions": list(c.cautions),
        "only_old": list(c.only_old),
        "only_new": list(c.only_new),
        "departments": [
            {
                "department": d.department,
                "old": {"year": d.old_year, "score": d.old_score, "grade": d.old_grade},
                "new": {"year": d.new_year, "score": d.new_score, "grade": d.new_grade},
                "caution": d.caution or None,
                "fixed": [jsonl.finding(f) for f in d.fixed],
                "new_findings": [jsonl.finding(f) for f in d.new],
                "left": [jsonl.finding(f) for f in d.left],
                "changed": [
                    {
                        "what": list(x.what),
                        "old": jsonl.finding(x.old),
                        "new": jsonl.finding(x.new),
                    }
                    for x in d.changed
                ],
            }
            for d in c.departments
        ],
    }
