"""Measure rows per second of cutting and of finding listed words.

    python benchmarks/segmentation.py [--rows N] [--rounds N]

Every round runs each contender once on the same rows, in turn, so that a busy machine slows all of
them alike; the best round counts, in processor time. `AUDITOR_PUBLISHED_DATA` (a folder with
`rows.jsonl.gz`: `level3` and `value` a line) gives the rows, otherwise the lines of
`corpora/documents` do. Nothing is remembered between rows. Prints a JSON line and a table.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

from auditor.text.language import Language
from auditor.text.lexicon import Lexicons
from auditor.text.segment import pipeline, segmenter

DOCUMENTS = Path(__file__).parents[1] / "corpora" / "documents"


def rows(most: int) -> list[str]:
    folder = os.environ.get("AUDITOR_PUBLISHED_DATA")
    if folder:
        with gzip.open(Path(folder) / "rows.jsonl.gz", "rt", encoding="utf-8") as lines:
            read = [json.loads(line) for line in lines]
        return [f"{row['level3'] or ''}\t{row['value'] or ''}" for row in read][:most]
    lines_read = [
        line
        for path in sorted(DOCUMENTS.glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return lines_read[:most]


def contenders() -> dict[str, Callable[[str], object]]:
    lexicons = Lexicons.load()
    jieba, rjieba = segmenter("jieba", lexicons), segmenter("rjieba", lexicons)
    spacy = pipeline(rjieba, lexicons)
    fresh = Language(lexicons)
    return {
        "jieba": jieba.cut,
        "rjieba": rjieba.cut,
        "spaCy doc": spacy.make_doc,  # type: ignore[attr-defined]
        "spaCy doc+spans": spacy,
        "Language.spans": fresh._find_spans,
    }


def measure(texts: list[str], rounds: int) -> dict[str, int]:
    ready = contenders()
    best: dict[str, float] = {}
    for _ in range(rounds):
        for name, run in ready.items():
            start = time.process_time()
            for text in texts:
                run(text)
            spent = time.process_time() - start
            best[name] = min(spent, best.get(name, spent))
    return {name: round(len(texts) / seconds) for name, seconds in best.items()}


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rows", type=int, default=10_000)
    arguments.add_argument("--rounds", type=int, default=3)
    options = arguments.parse_args()
    texts = rows(options.rows)
    speed = measure(texts, options.rounds)
    print(json.dumps({"rows": len(texts), "rows_per_second": speed}, ensure_ascii=False))
    print("| " + " | ".join(speed) + " |")
    print("|" + " ---: |" * len(speed))
    print("| " + " | ".join(f"{rate:,}" for rate in speed.values()) + " |")


if __name__ == "__main__":
    main()
