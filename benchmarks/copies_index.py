"""The stored index: rows added to it, and new rows searched in it, a fifth of them repeated.

python -m benchmarks.copies_index --old 1000000 --new 100000 --out index.json
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from auditor.copies.index import Held, Index, add, info
from benchmarks.copies_corpus import texts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--old", type=int, default=1_000_000)
    parser.add_argument("--new", type=int, default=100_000)
    parser.add_argument("--threshold", type=float, default=0.8)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    new = texts(arguments.new, seed=1)
    record = '{"document": "2024/a.docx", "project_seq": 3, "row": 5}'
    figures: dict[str, Any] = {"old": arguments.old, "new": arguments.new}

    def timed(name: str, action: Callable[[], Any]) -> Any:
        wall, processor = time.perf_counter(), time.process_time()
        done = action()
        figures[name] = {
            "seconds": round(time.perf_counter() - wall, 2),
            "processor_seconds": round(time.process_time() - processor, 2),
            "megabytes_so_far": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "load": round(os.getloadavg()[0], 1),
        }
        print(name, figures[name], flush=True)
        return done

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "index"
        old = texts(arguments.old)
        repeated = len(new[::5])
        new[::5] = old[:repeated]
        timed("make", partial(add, folder, old, [record] * len(old), {"old": Held("", "old")}))
        del old
        pairs = timed("search", lambda: Index.open(folder).join(new, arguments.threshold))
        timed("add", lambda: add(folder, new, [record] * len(new), {"new": Held("", "new")}))
        figures |= {"pairs": len(pairs), "bytes": info(folder).bytes}
    arguments.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
