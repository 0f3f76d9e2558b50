"""Rows for measuring the search for copies: words and phrases recombined, a fifth edited copies.

The words are those of `corpora/documents` (as often as they stand there) and the word lists of the
trade (once each). A tenth of the rows has one of ten thousand names and descriptions with a
value of its own, so that similar rows grow as the square. Same number and seed, same rows.
"""

from __future__ import annotations

import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import accumulate
from pathlib import Path

ROOT = Path(__file__).parent.parent
WINDOW = 200_000
TEMPLATES = 10_000
KINDS = ("value", "characters", "word", "affix", "swapped")
UNITS = ("%", "%", "%", "个", "次", "人", "万元", "天", "套", "项", "公里", "分")
SIGNS = ("≥", "≥", "≥", "≤", "=", "")
AFFIXES = ("本年度", "全年", "项目", "情况", "工作", "各项", "按计划", "全部", "本级", "预期")


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator; `source` is the row it was copied from, `kind` the edit."""

    name: str
    description: str
    value: str
    source: int | None = None
    kind: str = ""

    @property
    def text(self) -> str:
        return self.name + self.description + self.value


class Vocabulary:
    """Words with their frequencies and whole names and descriptions as printed."""

    def __init__(self) -> None:
        import rjieba

        words: Counter[str] = Counter()
        phrases: Counter[str] = Counter()
        for path in sorted((ROOT / "corpora" / "documents").glob("*.txt")):
            for run in re.findall("[一-鿿]{2,14}", path.read_text(encoding="utf-8")):
                if len(run) >= 4:
                    phrases[run] += 1
                words.update(word for word in rjieba.cut(run) if len(word) >= 2)
        lexicons = ROOT / "auditor" / "text" / "lexicons"
        for path in sorted(lexicons.glob("*.txt")):
            for line in path.read_text(encoding="utf-8").splitlines():
                word = line.split("\t")[0]
                if re.fullmatch("[一-鿿]{2,6}", word):
                    words[word] += 1
        self.words = sorted(words)
        self.word_weights = list(accumulate(words[word] for word in self.words))
        self.phrases = sorted(phrases)
        self.phrase_weights = list(accumulate(phrases[phrase] for phrase in self.phrases))

    def word(self, random: random.Random) -> str:
        return random.choices(self.words, cum_weights=self.word_weights)[0]

    def phrase(self, random: random.Random) -> str:
        return random.choices(self.phrases, cum_weights=self.phrase_weights)[0]


def value(random: random.Random) -> str:
    number = random.choice((str(random.randint(1, 100)), str(random.randint(1, 5000)), "100"))
    if random.random() < 0.1:
        number += f".{random.randint(1, 99)}"
    return random.choice(SIGNS) + number + random.choice(UNITS)


def original(vocabulary: Vocabulary, random: random.Random) -> Row:
    words = [vocabulary.word(random) for _ in range(random.randint(2, 3))]
    name = "".join(words)
    if random.random() < 0.3:
        description = vocabulary.phrase(random)
    else:
        description = "".join(vocabulary.word(random) for _ in range(random.randint(4, 8)))
    if random.random() < 0.5:
        description += words[-1]
    return Row(name, description, value(random))


def edited(row: Row, source: int, vocabulary: Vocabulary, random: random.Random) -> Row:
    kind = random.choice(KINDS)
    name, description, printed = row.name, row.description, row.value
    if kind == "value":
        printed = value(random)
    elif kind == "characters":
        for _ in range(random.randint(1, 2)):
            at = random.randrange(len(description))
            instead = random.choice(vocabulary.word(random))
            description = description[:at] + instead + description[at + 1 :]
    elif kind == "word":
        at = random.randrange(max(1, len(description) - 2))
        description = description[:at] + vocabulary.word(random) + description[at + 2 :]
    elif kind == "affix":
        affix = random.choice(AFFIXES)
        description = affix + description if random.random() < 0.5 else description + affix
    else:
        name, description = description, name
    return Row(name, description, printed, source, kind)


def stream(count: int, seed: int = 0, copies: float = 0.2) -> Iterator[Row]:
    """`count` rows with distinct texts; the share `copies` are edited from the last WINDOW rows."""
    chance = random.Random(seed)
    vocabulary = Vocabulary()
    templates = [original(vocabulary, chance) for _ in range(TEMPLATES)]
    seen: set[int] = set()
    latest: list[Row] = []
    made = 0
    while made < count:
        if made and chance.random() < copies:
            source = made - 1 - chance.randrange(min(made, WINDOW))
            row = edited(latest[source % WINDOW], source, vocabulary, chance)
        elif chance.random() < 0.1:
            row = replace(chance.choice(templates), value=value(chance))
        else:
            row = original(vocabulary, chance)
        key = int.from_bytes(blake2b(row.text.encode(), digest_size=8).digest())
        if key in seen:
            continue
        seen.add(key)
        if made < WINDOW:
            latest.append(row)
        else:
            latest[made % WINDOW] = row
        made += 1
        yield row


def texts(count: int, seed: int = 0, whole: bool = True) -> list[str]:
    """The texts of the rows, without the value unless `whole`; kept in the temporary folder."""
    part = "whole" if whole else "held-apart"
    kept = Path(tempfile.gettempdir()) / f"copies-{part}-{count}-{seed}.txt"
    if not kept.exists():
        with kept.open("w", encoding="utf-8") as file:
            for row in stream(count, seed):
                file.write((row.text if whole else row.name + row.description) + "\n")
    return kept.read_text(encoding="utf-8").splitlines()
