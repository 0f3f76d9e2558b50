"""Other departments under names that tell nothing, the same one in every report."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from auditor.domain import (
    CopySide,
    Corpus,
    DocumentReport,
    Finding,
    Location,
    Report,
    office,
)
from auditor.render.view import Published

_PROJECT = "（项目名称略）"


@dataclass(frozen=True, slots=True)
class Disguise:
    """Pseudonyms of departments and of documents that belong to none; `None` shows true names.

    Departments go by their name with the region, as others do in what findings say.
    """

    departments: dict[str, str]
    documents: dict[str, str]
    owners: dict[str, str | None]
    printed: dict[str, str | None]
    names: dict[tuple[str, int], tuple[str, ...]]

    def side(self, side: CopySide, reader: str | None) -> CopySide:
        """One side of a copy as a department may see it; its own years it may."""
        if reader and office(side) == reader:
            return side
        return replace(
            side,
            document=self.documents[side.document],
            department=self.departments.get(office(side) or ""),
            region=None,
            project_name=None,
            project_code=None,
        )


def disguise(corpus: Corpus) -> Disguise:
    """A number for each department, in the order of a hash: it tells nothing of the name."""
    documents = (*corpus.documents, *corpus.history)
    offices = {d.id: office(d) for d in documents}
    named = sorted({name for name in offices.values() if name}, key=_hash)
    width = len(str(len(named)))
    departments = {name: f"部门{n:0{width}}号" for n, name in enumerate(named, 1)}
    nameless = sorted((one for one, name in offices.items() if not name), key=_hash)
    files = {one: f"文件{n}号" for n, one in enumerate(nameless, 1)}
    return Disguise(
        departments,
        {one: departments[name] if name else files[one] for one, name in offices.items()},
        offices,
        {d.id: d.department for d in documents},
        {
            (d.id, p.seq): tuple(t for t in (p.name, p.title, p.code) if t)
            for d in documents
            for p in d.projects
        },
    )


def veiled(published: Iterable[Published], disguise: Disguise) -> dict[str, str]:
    """What findings say where that names others, as others may read it, by the finding's id."""
    return {
        shown.id: shown.message
        for one in published
        for told, shown in zip(
            one.report.findings, hidden(one.report, disguise).findings, strict=True
        )
        if shown.message != told.message
    }


def hidden(report: Report, disguise: Disguise) -> Report:
    """The report as it may leave the house: what findings say of others, under other names.

    Quotes and the department's own tables stay as printed.
    """
    own = {d.document.id for d in report.documents}
    reader = office(report)
    if reader:
        own |= {name for name, owner in disguise.owners.items() if owner == reader}

    def veiled(finding: Finding) -> Finding:
        others = [r for r in finding.related if r.document not in own]
        if not others:
            return finding
        veils: dict[str, str] = {}
        for other in others:
            veils |= dict.fromkeys(disguise.names.get(_key(other), ()), _PROJECT)
        for other in others:
            veils[other.document] = disguise.documents.get(other.document, "其他文件")
            owner, printed = (of.get(other.document) for of in (disguise.owners, disguise.printed))
            if owner and printed:
                veils |= dict.fromkeys((owner, printed), disguise.departments[owner])
        keep = {name: name for name in (reader, report.department) if name}
        return replace(
            finding,
            message=_replaced(finding.message, {**veils, **keep}),
            related=tuple(
                r
                if r.document in own
                else Location(veils[r.document], r.project_seq, r.row, r.paragraph, r.field)
                for r in finding.related
            ),
        )

    def all_veiled(findings: Iterable[Finding]) -> tuple[Finding, ...]:
        return tuple(map(veiled, findings))

    return replace(
        report,
        documents=tuple(
            DocumentReport(
                d.document,
                tuple(replace(p, findings=all_veiled(p.findings)) for p in d.projects),
                all_veiled(d.findings),
            )
            for d in report.documents
        ),
    )


def _key(where: Location) -> tuple[str, int]:
    return where.document, where.project_seq or 0


def _replaced(text: str, veils: dict[str, str]) -> str:
    """Each name by its veil, the longest first: a name may stand in another."""
    longest_first = sorted(veils, key=lambda name: (-len(name), name))
    return re.sub("|".join(map(re.escape, longest_first)), lambda m: veils[m[0]], text)


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()
