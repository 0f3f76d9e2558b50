"""Time and size of many reports: the five public documents over and over, under other names.

    python benchmarks/reports.py [--reports 500 1000 5000]

Prints, for each number of reports, processor seconds to write the whole folder, what of that are
the pages of departments, size of a report and of `index.html`; then the growth exponent.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from dataclasses import replace
from itertools import pairwise
from math import log
from pathlib import Path

from auditor import pipeline, render, scoring
from auditor.domain import Corpus, Document, Finding
from auditor.render.view import AuditResult
from auditor.settings import Settings

DOCUMENTS = Path(__file__).parents[1] / "corpora/documents"


def many(result: AuditResult, number: int) -> AuditResult:
    """`number` reports made of the given ones."""
    documents: list[Document] = []
    findings: list[Finding] = []
    judgements = {}
    of: dict[str, list[Finding]] = {d.id: [] for d in result.corpus.documents}
    for f in result.findings:
        of[f.document].append(f)
    for n in range(number):
        original = result.corpus.documents[n % len(result.corpus.documents)]
        document = replace(original, id=f"{n:05}.docx", department=f"第{n:05}号局")
        documents.append(document)
        for p in document.projects:
            for i in p.indicators:
                judgement = result.corpus.judgements[original.id, p.seq, i.row]
                judgements[document.id, p.seq, i.row] = judgement
        findings += (renamed(f, n, document) for f in of[original.id])
    corpus = Corpus(tuple(documents), judgements)
    reports = scoring.score(corpus, findings, result.settings)
    return replace(result, corpus=corpus, findings=tuple(findings), reports=reports)


def renamed(finding: Finding, number: int, document: Document) -> Finding:
    return replace(
        finding,
        id=f"{finding.id}{number:05}",
        document=document.id,
        department=document.department,
        places=tuple(replace(p, document=document.id) for p in finding.places),
        related=tuple(replace(r, document=document.id) for r in finding.related),
    )


def pages_alone(result: AuditResult, number: int) -> float:
    """Seconds to make the departments' pages, without workbooks and data."""
    published = render._published(result)
    started = time.process_time()
    for one in published[:number]:
        render.html.department(render.department_page(one, result), result, {})
    return (time.process_time() - started) * len(published) / min(number, len(published))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--reports", type=int, nargs="+", default=[500, 1000, 5000])
    numbers = parser.parse_args().reports
    result = pipeline.audit([DOCUMENTS], Settings()).result
    times = []
    print("reports  seconds  pages alone  KB a report  index KB  index pages  peak MB")
    for number in numbers:
        whole = many(result, number)
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder)
            started = time.process_time()
            render.write(out, whole)
            times.append(time.process_time() - started)
            sizes = [p.stat().st_size for p in (out / "departments").iterdir()]
            index = (out / "index.html").stat().st_size
            leaves = len(list(out.glob("index*.html")))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{number:7}  {times[-1]:7.1f}  {pages_alone(whole, 200):11.1f}"
            f"  {sum(sizes) / len(sizes) / 1024:11.0f}  {index / 1024:8.0f}"
            f"  {leaves:11}  {peak:7.0f}"
        )
    for (a, b), (s, t) in zip(pairwise(numbers), pairwise(times), strict=True):
        print(f"growth from {a} to {b}: exponent {log(t / s) / log(b / a):.2f}")


if __name__ == "__main__":
    main()
