"""Tables copied on purpose, and tables that only look it: what the search for copies is held to.

The tables are those of `corpora/documents` and, where AUDITOR_PUBLISHED_DATA names the folder of
`rows.jsonl.gz`, of the published rows. Copies are planted in seven kinds, half of them into another
department, under the name of a project that has nothing to do with the source. The look-alikes are
no copies: a sibling project with rows of the same names, a table of rows that many departments
have, a table of rows taken one each from many projects. `copies_accuracy.py` measures with them.

A table of at least 5 rows is copied, half of a table of at least 8: nobody calls two rows a copy.
The edits were written before the search and stay as they are: figures compare only so.
"""

from __future__ import annotations

import os
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from auditor.domain import Document, Indicator, Project, Scope
from auditor.text.normalise import comparable

KINDS = ("verbatim", "numbers", "order", "filler", "swapped", "typo", "half")
LOOKALIKES = ("sibling", "habit", "mosaic")
ROWS, ROWS_OF_HALVED = 5, 8
FILLER_BEFORE = ("本年度", "全年", "各项", "年度")
FILLER_BEHIND = ("情况", "工作情况", "（全年）", "等")
SIBLINGS = ("（二期）", "—东片区", "（续建）", "—下属单位")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_HAN = re.compile(r"[一-鿿]")


@dataclass(frozen=True, slots=True)
class Planted:
    """A table put into `document` as project `seq`; `rows` maps its rows to those copied."""

    kind: str
    document: str
    seq: int
    source: tuple[str, int] | None
    rows: dict[int, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """The documents with the planted tables in them, and the truth."""

    documents: tuple[Document, ...]
    planted: tuple[Planted, ...]


def base() -> tuple[Document, ...]:
    """The documents that the tables are taken from and planted into."""
    from auditor.readers import read
    from auditor.settings import Settings
    from auditor.tables import understand

    paths = sorted((ROOT / "corpora" / "documents").glob("*.txt"))
    documents = [understand(read(path, path.name, Settings()), path.name) for path in paths]
    if folder := os.environ.get("AUDITOR_PUBLISHED_DATA"):
        import firings

        documents += firings.load(Path(folder)).documents
    return tuple(documents)


def plan(documents: Sequence[Document], each: int, seed: int = 2025) -> Plan:
    """Plant `each` tables of every kind; the same documents and seed give the same plan."""
    chance = random.Random(seed)
    words = _words(documents)
    projects = [(d, p) for d in documents for p in d.projects if p.scope is Scope.PROJECT]
    usual = _usual_rows(projects)
    added: dict[str, list[Project]] = defaultdict(list)
    planted: list[Planted] = []
    for kind in (*KINDS, *LOOKALIKES):
        least = ROWS_OF_HALVED if kind == "half" else ROWS
        sources = [(d, p) for d, p in projects if len(p.indicators) >= least]
        for _ in range(each):
            home, source = chance.choice(sources)
            target = home
            if kind != "sibling" and chance.random() < 0.5:
                target = chance.choice([d for d in documents if d is not home])
            rows = _rows(kind, source, projects, usual, words, chance)
            if kind == "sibling":
                name = (source.name or source.title or "项目") + chance.choice(SIBLINGS)
            else:
                name = _foreign_name(source, target, projects, chance)
            seq = 1 + max(p.seq for p in target.projects) + len(added[target.id])
            numbered = tuple(replace(i, row=n) for n, (i, _) in enumerate(rows, 1))
            added[target.id].append(
                Project(seq, name=name, title=name, purpose=name, indicators=numbered)
            )
            truth = {n: of for n, (_, of) in enumerate(rows, 1) if of is not None}
            copied = kind in KINDS
            planted.append(
                Planted(
                    kind,
                    target.id,
                    seq,
                    (home.id, source.seq) if copied or kind == "sibling" else None,
                    truth if copied else {},
                )
            )
    made = tuple(replace(d, projects=(*d.projects, *added[d.id])) for d in documents)
    return Plan(made, tuple(planted))


_Row = tuple[Indicator, int | None]


def _rows(
    kind: str,
    source: Project,
    projects: Sequence[tuple[Document, Project]],
    usual: Sequence[Indicator],
    words: dict[int, list[str]],
    chance: random.Random,
) -> list[_Row]:
    originals = list(source.indicators)
    match kind:
        case "habit":
            texts: dict[str, Indicator] = {}
            names = {comparable(row.name or "") for row in usual}
            while len(texts) < min(7, len(names)):
                row = chance.choice(usual)
                texts.setdefault(comparable(row.name or ""), row)
            return [(row, None) for row in texts.values()]
        case "mosaic":
            return [(row, None) for row in _one_each(projects, 7, chance)]
        case "half":
            kept = sorted(chance.sample(originals, len(originals) // 2), key=lambda i: i.row)
            own = _one_each(projects, len(originals) - len(kept), chance)
            return [(i, i.row) for i in kept] + [(i, None) for i in own]
        case "sibling":
            return [(_numbers(i, chance, keep_rates=0.5), None) for i in originals]
        case "order":
            moved = [(_reordered(i, chance), i.row) for i in originals]
            chance.shuffle(moved)
            return [*moved]
        case "numbers":
            return [(_numbers(i, chance, keep_rates=0.5), i.row) for i in originals]
        case "filler":
            return [(_filled(i, chance), i.row) for i in originals]
        case "swapped":
            return [(_swapped(i, projects, words, chance), i.row) for i in originals]
        case "typo":
            return [
                (_mistyped(i, words, chance) if chance.random() < 0.5 else i, i.row)
                for i in originals
            ]
        case _:
            return [(i, i.row) for i in originals]


def _one_each(
    projects: Sequence[tuple[Document, Project]], count: int, chance: random.Random
) -> list[Indicator]:
    """Rows of so many different projects."""
    chosen = chance.sample([p for _, p in projects if p.indicators], count)
    return [chance.choice(p.indicators) for p in chosen]


def _usual_rows(projects: Sequence[tuple[Document, Project]], least: int = 3) -> list[Indicator]:
    """A row of every text that at least so many departments have, for each value it has."""
    departments: dict[str, set[str]] = defaultdict(set)
    rows: dict[tuple[str, str], Indicator] = {}
    for document, project in projects:
        for row in project.indicators:
            if row.name:
                departments[comparable(row.name)].add(document.department or document.id)
                rows.setdefault((comparable(row.name), comparable(row.value or "")), row)
    return [row for (name, _), row in sorted(rows.items()) if len(departments[name]) >= least]


def _words(documents: Sequence[Document]) -> dict[int, list[str]]:
    import rjieba

    found: Counter[str] = Counter()
    for document in documents:
        for project in document.projects:
            for row in project.indicators:
                found.update(w for w in rjieba.cut(row.name or "") if _HAN.match(w))
    by_length: dict[int, list[str]] = defaultdict(list)
    for word in sorted(found):
        by_length[len(word)].append(word)
    return by_length


def _foreign_name(
    source: Project,
    target: Document,
    projects: Sequence[tuple[Document, Project]],
    chance: random.Random,
) -> str:
    """The name of another department's project that begins otherwise than the source's."""
    own = comparable(source.name or source.title or "")
    while True:
        document, other = chance.choice(projects)
        name = other.name or other.title or ""
        if document.id != target.id and name and comparable(name)[:3] != own[:3]:
            return name


def _number(text: str, chance: random.Random) -> str:
    """Another number of as many digits."""

    def other(match: re.Match[str]) -> str:
        whole, _, rest = match[0].partition(".")
        for _ in range(20):
            digits = str(chance.randint(10 ** (len(whole) - 1), 10 ** len(whole) - 1))
            made = digits + (f".{chance.randint(1, 99)}" if rest else "")
            if made != match[0]:
                return made
        return match[0]

    return _NUMBER.sub(other, text)


def _numbers(row: Indicator, chance: random.Random, keep_rates: float) -> Indicator:
    value = row.value or ""
    if "%" in value and chance.random() < keep_rates:
        return row
    if "%" in value and _NUMBER.search(value):
        return replace(row, value=_NUMBER.sub(str(chance.choice((80, 85, 92, 97, 99))), value))
    return replace(
        row,
        value=_number(value, chance) or None,
        description=_number(row.description, chance) if row.description else None,
    )


def _reordered(row: Indicator, chance: random.Random) -> Indicator:
    import rjieba

    def turned(text: str) -> str:
        words = list(rjieba.cut(text))
        at = chance.randrange(1, len(words)) if len(words) > 1 else 0
        return "".join(words[at:] + words[:at])

    if not row.name or chance.random() < 0.5:
        return row
    description = turned(row.description) if row.description else None
    return replace(row, name=turned(row.name), description=description)


def _filled(row: Indicator, chance: random.Random) -> Indicator:
    field = "description" if row.description and chance.random() < 0.5 else "name"
    text = getattr(row, field) or ""
    if chance.random() < 0.5:
        return replace(row, **{field: chance.choice(FILLER_BEFORE) + text})
    return replace(row, **{field: text + chance.choice(FILLER_BEHIND)})


def _swapped(
    row: Indicator,
    projects: Sequence[tuple[Document, Project]],
    words: dict[int, list[str]],
    chance: random.Random,
) -> Indicator:
    """One field exchanged: a word of the name, the value, or name against description."""
    import rjieba

    how = chance.choice(("word", "value", "fields"))
    if how == "fields" and row.description and row.description != row.name:
        return replace(row, name=row.description, description=row.name)
    cut = [w for w in rjieba.cut(row.name or "") if _HAN.match(w)]
    if how != "value" and len(cut) > 1:
        word = chance.choice(cut)
        return replace(row, name=(row.name or "").replace(word, chance.choice(words[len(word)]), 1))
    return replace(row, value=chance.choice(_one_each(projects, 1, chance)).value)


def _mistyped(row: Indicator, words: dict[int, list[str]], chance: random.Random) -> Indicator:
    field = "description" if row.description and chance.random() < 0.5 else "name"
    text = getattr(row, field) or ""
    if len(text) < 3:
        return row
    at = chance.randrange(len(text))
    instead = chance.choice(("", text[at] * 2, chance.choice(chance.choice(words[2]))))
    return replace(row, **{field: text[:at] + instead + text[at + 1 :]})
