"""The search for copies beside its peers: same rows, same threshold, one after another in one run.

    pip install -r requirements/benchmarks.in
    python -m benchmarks.copies_peers --rows 100000 --out peers.json

Every tool runs in a process of its own and is given a file of whole rows (`copies_corpus.texts`).
Seconds go from the rows in memory to the pairs in memory: grams, index, search; imports and the
compiled code kept on disk are not in them. Pairs of peers that guess are taken before any
verification, which would cost them more time. Memory is the highest of the whole process.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import numpy as np

from benchmarks.copies_corpus import texts

Found = tuple[np.ndarray, np.ndarray]

SQL = """
create table sets as
    with tokens as (
        select distinct id, unnest(list_transform(range(1, length(text)),
            lambda place: substr(text, place, 2))) as gram from texts),
    ranks as (select gram, row_number() over (order by count(*), gram) as rank
        from tokens group by gram)
    select id, list(rank order by rank) as grams, count(*) as size
    from tokens join ranks using (gram) group by id;
create table prefix as
    select id, size, unnest(grams[1:size - ceil({t} * size)::int + 1]) as rank,
        generate_subscripts(grams[1:size - ceil({t} * size)::int + 1], 1) as place
    from sets;
create table candidates as
    select distinct a.id as a, b.id as b from prefix a join prefix b using (rank)
    where (a.size > b.size or (a.size = b.size and a.id > b.id)) and b.size >= {t} * a.size
    and least(a.size - a.place, b.size - b.place) + 1
        >= ceil({t} / (1 + {t}) * (a.size + b.size) - 1e-9);
create table pairs as
    select a, b from (
        select a, b, len(list_intersect(x.grams, y.grams)) as shared, x.size + y.size as total
        from candidates join sets x on x.id = a join sets y on y.id = b)
    where shared / (total - shared) >= {t};
"""


def auditor(rows: list[str], threshold: float) -> Callable[[], Found]:
    from auditor.copies.fingerprint import COMPILED_FROM
    from auditor.copies.join import join

    # Reads the compiled code from the disk, or compiles it.
    join([f"{number}" for number in range(COMPILED_FROM + 1)], threshold)

    def run() -> Found:
        pairs = join(rows, threshold)
        return pairs.left, pairs.right

    return run


def duckdb(rows: list[str], threshold: float) -> Callable[[], Found]:
    import duckdb

    folder = tempfile.mkdtemp()
    connection = duckdb.connect(config={"threads": os.cpu_count(), "temp_directory": folder})
    kept = Path(folder) / "rows.csv"
    kept.write_text("\n".join(rows), encoding="utf-8")

    def run() -> Found:
        connection.execute(
            "create table texts as select row_number() over () - 1 as id, text from read_csv("
            f"'{kept}', columns={{'text': 'varchar'}}, header=false, quote='', escape='', "
            "delim='\t')"
        )
        connection.execute(SQL.format(t=threshold))
        found = connection.execute("select least(a, b) i, greatest(a, b) j from pairs").fetchnumpy()
        return found["i"], found["j"]

    return run


def grams(rows: list[str]) -> list[list[str]]:
    return [list({row[at : at + 2] for at in range(len(row) - 1)}) for row in rows]


def rensa(rows: list[str], threshold: float) -> Callable[[], Found]:
    from rensa import RMinHash, RMinHashLSH

    def run() -> Found:
        index = RMinHashLSH(threshold, 128, 32)
        hashes = []
        for low in range(0, len(rows), 50_000):
            made = RMinHash.from_token_sets(grams(rows[low : low + 50_000]), 128, 42)
            index.insert_many(made, low)
            hashes.append(made)
        left, right = [], []
        for chunk, made in enumerate(hashes):
            for at, near in enumerate(index.query_all(made), chunk * 50_000):
                later = [other for other in near if other > at]
                left += [at] * len(later)
                right += later
        return np.array(left), np.array(right)

    return run


def datasketch(rows: list[str], threshold: float) -> Callable[[], Found]:
    from datasketch import MinHash, MinHashLSH

    def run() -> Found:
        index = MinHashLSH(threshold=threshold, num_perm=128)
        empty = MinHash(num_perm=128)
        hashes = []
        for at, row in enumerate(grams(rows)):
            made = empty.copy()
            made.update_batch([gram.encode() for gram in row])
            index.insert(at, made)
            hashes.append(made)
        left, right = [], []
        for at, made in enumerate(hashes):
            later = [other for other in index.query(made) if other > at]
            left += [at] * len(later)
            right += later
        return np.array(left), np.array(right)

    return run


TOOLS = {"auditor": auditor, "duckdb": duckdb, "rensa": rensa, "datasketch": datasketch}


def measure(tool: str, count: int, threshold: float, whole: bool, out: Path) -> None:
    """Run one tool in this process; print its figures, keep its pairs."""
    rows = texts(count, whole=whole)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    run = TOOLS[tool](rows, threshold)
    wall, processor = time.perf_counter(), time.process_time()
    left, right = run()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    np.save(out, np.unique(np.asarray(left, np.int64) * count + np.asarray(right, np.int64)))
    figures = {
        "tool": tool,
        "version": version(tool),
        "rows": count,
        "threshold": threshold,
        "text": "whole row" if whole else "name + description",
        "seconds": round(wall, 3),
        "processor_seconds": round(processor, 3),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "megabytes_of_rows": before,
    }
    print(json.dumps(figures))


def compare(
    tools: list[str], count: int, threshold: float, whole: bool, repeats: int
) -> list[dict]:
    """Every tool `repeats` times in turn; recall and precision against the exact pairs."""
    texts(count, whole=whole)
    results = []
    with tempfile.TemporaryDirectory() as folder:
        exact: np.ndarray | None = None
        for repeat in range(repeats):
            for tool in tools:
                out = Path(folder) / f"{tool}.npy"
                command = [sys.executable, "-m", "benchmarks.copies_peers", "--one", tool]
                command += ["--rows", str(count), "--threshold", str(threshold), "--out", str(out)]
                command += [] if whole else ["--held-apart"]
                done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
                if done.returncode:
                    results.append({"tool": tool, "rows": count, "failed": done.returncode})
                    continue
                figures = json.loads(done.stdout)
                found = np.load(out)
                exact = found if exact is None else exact
                shared = len(np.intersect1d(found, exact, assume_unique=True))
                figures |= {
                    "repeat": repeat,
                    "pairs": len(found),
                    "recall": round(shared / len(exact), 4),
                    "precision": round(shared / len(found), 4),
                    "load": round(os.getloadavg()[0], 1),
                }
                results.append(figures)
                print(json.dumps(figures), flush=True)
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000])
    parser.add_argument("--threshold", type=float, default=0.8)
    parser.add_argument("--tools", nargs="+", choices=TOOLS, default=list(TOOLS))
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--one", choices=TOOLS, help=argparse.SUPPRESS)
    parser.add_argument("--held-apart", action="store_true", help="leave the values out")
    arguments = parser.parse_args()
    whole = not arguments.held_apart
    if arguments.one:
        measure(arguments.one, arguments.rows[0], arguments.threshold, whole, arguments.out)
        return
    results = []
    for count in arguments.rows:
        results += compare(arguments.tools, count, arguments.threshold, whole, arguments.repeats)
    machine = {"processors": os.cpu_count(), "python": platform.python_version()}
    arguments.out.write_text(
        json.dumps({"machine": machine, "results": results}, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
