"""Put the labels of `labels.tsv` to the published rows they were given for.

    python corpora/published/join.py rows.jsonl.gz labelled.jsonl

The rows may not be copied into this repository; only what annotators said of them stands here,
under a digest of each row.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

LABELS = Path(__file__).with_name("labels.tsv")
#: Labels of a second annotator, who did not see the first, for rows that have one already.
AGAIN = Path(__file__).with_name("again.tsv")
CATEGORIES = {
    "数": "数量指标",
    "质": "质量指标",
    "时": "时效指标",
    "成": "成本指标",
    "经": "经济效益指标",
    "社": "社会效益指标",
    "生": "生态效益指标",
    "续": "可持续影响指标",
    "满": "满意度指标",
    "投": "投入管理",
}
#: Told apart from the published rows that were labelled before: these were mostly drawn at random.
SOURCE = "published-drawn"
DUPLICATES = {"n=d": "name=description", "n=v": "name=value", "d=v": "description=value"}
_DESCRIBES = ("region", "department", "project", "level2", "level3", "description", "value")

Row = dict[str, Any]


def digest(row: Row) -> str:
    """What a published row is known by: nothing can be read from it."""
    text = json.dumps([row.get(name) for name in _DESCRIBES], ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def labels(path: Path = LABELS) -> dict[str, Row]:
    """The labels of a file by digest, with the contract's names."""
    found = {}
    for line in path.read_text("utf-8").splitlines()[1:]:
        key, vagueness, category, also, same, off, annotator = line.split("\t")
        found[key] = {
            "vagueness": int(vagueness),
            "category": CATEGORIES[category],
            "category_also": [CATEGORIES[letter] for letter in also.strip("-")],
            "duplicate_fields": [DUPLICATES[one] for one in same.strip("-").split(",") if one],
            "value_mismatch": off == "T",
            "source": SOURCE,
            "annotator": annotator,
        }
    return found


def joined(rows: Iterable[Row]) -> Iterator[Row]:
    """The labelled ones of the published rows; of equal rows the first."""
    known = labels()
    for line, row in enumerate(rows, 1):
        given = known.pop(digest(row), None)
        if given is not None:
            named = {("project_name" if k == "project" else k): v for k, v in row.items()}
            yield {"id": f"r{line:05d}", **named, "year": int(row["year"]), **given}


def write(source: Path, out: Path) -> int:
    """Write the labelled ones of the rows in a gzipped JSONL file; how many there were."""
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        made = [json.dumps(row, ensure_ascii=False) for row in joined(map(json.loads, lines))]
    out.write_text("\n".join(made) + "\n", encoding="utf-8", newline="\n")
    return len(made)


if __name__ == "__main__":
    sys.stdout.write(f"{write(*map(Path, sys.argv[1:]))} 行：{sys.argv[2]}\n")
