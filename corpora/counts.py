"""The tables of `corpora/README.md`, counted from the labelled rows: `python corpora/counts.py`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
README = FOLDER / "README.md"
START, END = "<!-- counts -->\n", "<!-- /counts -->\n"
CATEGORIES = (
    "数量指标", "质量指标", "时效指标", "成本指标", "经济效益指标",
    "社会效益指标", "生态效益指标", "可持续影响指标", "满意度指标", "投入管理",
)  # fmt: skip

Row = dict[str, Any]


def read(pattern: str) -> dict[str, list[Row]]:
    """The rows of every file that the pattern names, by file."""
    return {
        path.name: [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for path in sorted((FOLDER / "labelled").glob(pattern))
    }


def tables() -> str:
    """Rows by file, then written rows by class, as Markdown."""
    files = read("*.jsonl")
    written = [row for rows in read("written-*.jsonl").values() for row in rows]
    return "\n".join((*_by_file(files), "", *_by_class(written), ""))


def fill(text: str) -> str:
    """The text with what stands between the marks counted anew."""
    head, rest = text.split(START)
    return head + START + tables() + END + rest.split(END)[1]


def _by_file(files: dict[str, list[Row]]) -> Iterable[str]:
    yield "| file | rows | 明确 | 欠明确 | 空泛 | with description | value_mismatch | duplicates |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|"
    for name, rows in files.items():
        labels = Counter(row["vagueness"] for row in rows)
        described, wrong, repeated = (
            sum(bool(row[field]) for row in rows)
            for field in ("description", "value_mismatch", "duplicate_fields")
        )
        counts = (len(rows), labels[0], labels[1], labels[2], described, wrong, repeated)
        yield f"| `{name}` | " + " | ".join(map(str, counts)) + " |"


def _by_class(rows: list[Row]) -> Iterable[str]:
    cells = Counter((row["category"], row["vagueness"]) for row in rows)
    yield f"| written rows ({len(rows)}) by best category | 明确 | 欠明确 | 空泛 |"
    yield "|---|--:|--:|--:|"
    for category in CATEGORIES:
        counts = (cells[category, label] for label in (0, 1, 2))
        yield f"| {category} | " + " | ".join(map(str, counts)) + " |"


if __name__ == "__main__":
    README.write_text(fill(README.read_text("utf-8")), "utf-8")
