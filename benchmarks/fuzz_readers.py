"""Reads many spoilt files of every format and tells what befell them; a longer run of the tests.

Run: python benchmarks/fuzz_readers.py [rounds a format, 2000] [part of a format's name]
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from auditor.errors import UnreadableError
from auditor.readers.read import read_bytes
from auditor.settings import Limits, Settings
from auditor.tables import understand_all
from tests.formats.made import FORMATS, originals
from tests.hostile.mutation import mutated

SETTINGS = Settings(limits=Limits(unpacked_megabytes=20, cells=100_000, file_seconds=20))
THROUGH_OFFICE = ("DOC ", "RTF", "ODT", "ODS")


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    wanted = sys.argv[2] if len(sys.argv) > 2 else ""
    document = originals()[-1]
    for one in FORMATS:
        if wanted not in one.name or one.name.startswith(THROUGH_OFFICE):
            continue
        with tempfile.TemporaryDirectory() as folder:
            (path,) = one.make([document], Path(folder))
            data = path.read_bytes()
        told: Counter[str] = Counter()
        slowest = (0.0, -1)
        for seed in range(rounds):
            changed = mutated(data, random.Random(seed))
            begun = time.perf_counter()
            try:
                understand_all(read_bytes(changed, path.name, SETTINGS), path.name)
                told["read"] += 1
            except UnreadableError:
                told["refused"] += 1
            except Exception as error:
                told[f"FAILED {type(error).__name__}: {str(error)[:60]} (seed {seed})"] += 1
            slowest = max(slowest, (time.perf_counter() - begun, seed))
        print(one.name.ljust(34), dict(told), f"slowest {slowest[0]:.2f} s (seed {slowest[1]})")


if __name__ == "__main__":
    main()
