"""The same five documents in every format: rows read right of all rows, a line a format.

Run: python benchmarks/reading_formats.py
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.formats.made import FORMATS, fields_of, originals, read_back, rows_right


def main() -> None:
    documents = originals()
    print("format".ljust(36), *(d.id[:3].rjust(8) for d in documents), "fields", "seconds")
    with tempfile.TemporaryDirectory() as folder:
        for number, one in enumerate(FORMATS):
            if len(sys.argv) > 1 and sys.argv[1] not in one.name:
                continue
            place = Path(folder, str(number))
            place.mkdir()
            begun = time.perf_counter()
            pairs, skipped = read_back(one, documents, place)
            seconds = time.perf_counter() - begun
            cells = ["/".join(map(str, rows_right(a, b))).rjust(8) for a, b in pairs]
            same = all(
                b is not None
                and [fields_of(p, flat=one.flat) for p in a.projects]
                == [fields_of(p, flat=one.flat) for p in b.projects]
                and (a.department, a.year) == (b.department, b.year)
                for a, b in pairs
            )
            print(
                one.name.ljust(36),
                *cells,
                "same" if same else "DIFFER",
                f"{seconds:7.1f}",
                *{s.reason for s in skipped},
            )


if __name__ == "__main__":
    main()
