"""Rows as numbers: what the rules saw, which word lists spoke, and hashed n-grams of the text.

All rows of a batch are encoded together. Text is laid end to end as an array of characters whose
running polynomial hash gives the hash of any stretch, so that n-grams, endings, whole fields and
listed words are looked up without a loop over rows. Nothing readable is kept of the text a model
was trained on: n-grams are numbers of buckets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from auditor.classify.nature import Nature, Reading, is_money, is_percent, is_time
from auditor.classify.observed import Observed
from auditor.classify.vagueness_rules import RULES
from auditor.classify.value_mismatch import VALUE_RULES
from auditor.domain import FIGURES, TIMES, Category, Field, Operator, TargetKind
from auditor.text.language import Language

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
Hashes = NDArray[np.uint64]

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@lru_cache(maxsize=16384)
def masked(text: str) -> str:
    """The folded text with every number as one sign: `≥95%` and `≥90%` are the same."""
    return _NUMBER.sub("#", text)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Sparse rows: `data[i]` adds to column `columns[i]` of row `rows[i]`; row after row."""

    rows: Integers
    columns: Integers
    data: Floats
    count: int


# --------------------------------------------------------------------------------------------
# Symbols: each variable takes one value a row; a pair of variables is a variable too

_WHOLE_VALUES = (
    "value_degree",
    "value_yes",
    "value_grade",
    "value_prompt",
    "value_lasting",
    "value_placeholder",
    "value_whole_year",
)
#: What sort of value stands in the row; the names of word lists are values that are such a word.
FORMS: tuple[str, ...] = (
    "percent",
    "money",
    "time",
    "count",
    "bare",
    *_WHOLE_VALUES,
    *(kind.value for kind in TargetKind),
)


def _form(reading: Reading, language: Language) -> str:
    target, unit = reading.target, reading.unit
    if target.kind in FIGURES:
        if is_percent(unit):
            return "percent"
        if is_money(unit):
            return "money"
        if is_time(unit, target):
            return "time"
        return "count" if unit else "bare"
    if target.kind in TIMES:
        return "time"
    return _whole_value(reading.value, language) or target.kind.value


@lru_cache(maxsize=4096)
def _whole_value(value: str, language: Language) -> str | None:
    words = language.lexicons.words
    return next((name for name in _WHOLE_VALUES if value in words(name)), None)


def _forms(observed: Sequence[Observed], language: Language) -> Integers:
    index = {form: number for number, form in enumerate(FORMS)}
    return np.array([index[_form(row.reading, language)] for row in observed], np.int64)


_MAGNITUDES = ("none", "0", "1", "<10", "<100", "100", "<1000", "more")


def _magnitude(reading: Reading) -> str:
    target = reading.target
    return _size(target.low if target.low is not None else target.high)


@lru_cache(maxsize=4096)
def _size(number: Decimal | None) -> str:
    if number is None:
        return "none"
    if number in (0, 1, 100):
        return str(int(number))
    return next((f"<{limit}" for limit in (10, 100, 1000) if number < limit), "more")


_LENGTHS = (0, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24)
_STEPS = tuple(f">{limit}" for limit in _LENGTHS)
#: Lengths are cumulative: a column says “longer than”, not “in this band”.
_MEASURED: dict[str, Callable[[Reading], str]] = {
    "name length": lambda reading: reading.name,
    "head length": lambda reading: reading.head,
    "value length": lambda reading: reading.value,
}


def _lengths(texts: Iterable[str]) -> Integers:
    """The number of the last step that each text is longer than; the first holds them all."""
    sizes = np.array([len(text) for text in texts], np.int64)
    return np.maximum(np.searchsorted(np.array(_LENGTHS), sizes, side="left") - 1, 0)


Variable = Callable[[Observed], object]
_NONE = "-"
_FLAG = ("yes", "no")
_SHARED = (_NONE, "0", "1", "more")
#: What a variable may also answer for a name of a value.
_MEANT: dict[object, str] = {True: "yes", False: "no", None: _NONE}


def _shared(row: Observed) -> str:
    return _NONE if row.shared is None else _SHARED[1 + min(row.shared, 2)]


#: Variables of one row with every value they may take; an unforeseen value stands for none.
#: Most only fetch what is there, which takes half the time of a function of ours.
VARIABLES: dict[str, tuple[tuple[str, ...], Variable]] = {
    "rule": ((_NONE, *RULES), attrgetter("rule")),
    "value rule": ((_NONE, *VALUE_RULES), attrgetter("value_rule")),
    "nature": (tuple(Nature), attrgetter("reading.nature")),
    "kind": (tuple(TargetKind), attrgetter("reading.target.kind")),
    "operator": ((_NONE, *Operator), attrgetter("reading.target.operator")),
    "magnitude": (_MAGNITUDES, lambda row: _magnitude(row.reading)),
    "declared": ((_NONE, *Category), attrgetter("declared")),
    "rate": (_FLAG, attrgetter("reading.rate")),
    "wish": (_FLAG, attrgetter("reading.wish")),
    "state": (_FLAG, attrgetter("reading.state")),
    "name=description": (_FLAG, lambda row: "name=description" in row.duplicates),
    "name=value": (_FLAG, lambda row: "name=value" in row.duplicates),
    "description=value": (_FLAG, lambda row: "description=value" in row.duplicates),
    "described": (_FLAG, lambda row: bool(row.reading.description)),
    "clauses": (_FLAG, lambda row: row.reading.head != row.reading.name),
    "digit in name": (_FLAG, lambda row: masked(row.reading.name) != row.reading.name),
    "shared with project": (_SHARED, _shared),
    "title in name": (_FLAG, lambda row: "《" in row.reading.name),
}
PAIRS: tuple[tuple[str, str], ...] = (
    ("form", "nature"),
    ("form", "declared"),
    ("form", "magnitude"),
    ("form", "operator"),
    ("form", "head length"),
    ("form", "rate"),
    ("form", "wish"),
    ("form", "state"),
    ("form", "shared with project"),
    ("nature", "shared with project"),
)
#: What a model that judges the filed class must not see; rules on vagueness look at it too.
_FILED = ("declared", "rule")


def every_value() -> dict[str, tuple[str, ...]]:
    """The variables in the order of their columns, and what each may be."""
    return {
        "form": FORMS,
        **{name: values for name, (values, _) in VARIABLES.items()},
        **dict.fromkeys(_MEASURED, _STEPS),
    }


@lru_cache(maxsize=1)
def symbol_columns() -> tuple[str, ...]:
    """The names of the columns for variables and pairs, in order."""
    values = every_value()
    single = [f"{name}={one}" for name, each in values.items() for one in each]
    paired = [
        f"{a}={one} {b}={other}" for a, b in PAIRS for one in values[a] for other in values[b]
    ]
    return (*single, *paired)


@lru_cache(maxsize=1)
def filed_columns() -> tuple[int, ...]:
    """The symbol columns that tell the class a row was filed under."""
    return tuple(
        number
        for number, name in enumerate(symbol_columns())
        if any(name.startswith(f"{one}=") or f" {one}=" in name for one in _FILED)
    )


def _symbols(observed: Sequence[Observed], forms: Integers) -> tuple[Integers, Integers]:
    """Row and column of every symbol."""
    taken: dict[str, Integers] = {"form": forms}
    # Many rows are alike in all of these: what each answer stands for is looked up once for them.
    answers = list(zip(*(map(value, observed) for _, value in VARIABLES.values()), strict=True))
    alike = {each: number for number, each in enumerate(dict.fromkeys(answers))}
    which = np.array([alike[each] for each in answers], np.int64)
    for place, (name, (values, _)) in enumerate(VARIABLES.items()):
        known: dict[object, int] = {one: number for number, one in enumerate(values)}
        known |= {other: known[one] for other, one in _MEANT.items() if one in known}
        taken[name] = np.array([known.get(each[place], 0) for each in alike], np.int64)[which]
    for name, text in _MEASURED.items():
        taken[name] = _lengths(text(row.reading) for row in observed)
    sizes = {name: len(values) for name, values in every_value().items()}
    every = np.arange(len(observed), dtype=np.int64)
    rows, columns, offset = list[Integers](), list[Integers](), 0
    for name, numbers in taken.items():
        if name in _MEASURED:
            for step in range(1, sizes[name]):
                longer = every[numbers >= step]
                rows.append(longer)
                columns.append(np.full(len(longer), offset + step, np.int64))
        else:
            rows.append(every)
            columns.append(offset + numbers)
        offset += sizes[name]
    for a, b in PAIRS:
        rows.append(every)
        columns.append(offset + taken[a] * sizes[b] + taken[b])
        offset += sizes[a] * sizes[b]
    return np.concatenate(rows), np.concatenate(columns)


# --------------------------------------------------------------------------------------------
# Hashes of stretches of text

_MULTIPLIER = 0x9E3779B97F4A7C15
_BASE = 0xD6E8FEB86659FD93
_BASE_INVERSE = pow(_BASE, -1, 1 << 64)
_MIX = 0xFF51AFD7ED558CCD
_64 = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts laid end to end; `begins[i]` to `ends[i]` is text `i` with a mark on either side."""

    running: Hashes
    inverse: Hashes
    begins: Integers
    ends: Integers
    owners: Integers

    @classmethod
    def of(cls, texts: Sequence[str]) -> Texts:
        """Lay the texts end to end."""
        joined = "".join([f"\x02{text}\x03" for text in texts])
        letters = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
        sizes = np.fromiter((len(text) for text in texts), np.int64, len(texts)) + 2
        ends = np.cumsum(sizes)
        with np.errstate(over="ignore"):
            powers = _powers(_BASE, len(letters))
            running = np.zeros(len(letters) + 1, np.uint64)
            mixed = (letters.astype(np.uint64) + np.uint64(1)) * np.uint64(_MULTIPLIER)
            np.cumsum((mixed ^ (mixed >> np.uint64(29))) * powers, out=running[1:])
        owners = np.repeat(np.arange(len(texts), dtype=np.int64), sizes)
        return cls(running, _powers(_BASE_INVERSE, len(letters)), ends - sizes, ends, owners)

    def hashes(self, starts: Integers, stops: Integers) -> Hashes:
        """The hash of each stretch `starts[i]:stops[i]`, the same wherever the stretch stands."""
        with np.errstate(over="ignore"):
            return (self.running[stops] - self.running[starts]) * self.inverse[starts]

    def grams(self, order: int) -> tuple[Integers, Hashes]:
        """Owner and hash of every n-gram, marks at the edges included."""
        last = len(self.owners) - order + 1
        if last <= 0:
            return np.zeros(0, np.int64), np.zeros(0, np.uint64)
        starts = np.arange(last, dtype=np.int64)
        starts = starts[starts + order <= self.ends[self.owners[:last]]]
        return self.owners[starts], self.hashes(starts, starts + order)


_POWERS: dict[int, Hashes] = {}


def _powers(base: int, count: int) -> Hashes:
    known = _POWERS.get(base)
    if known is None or len(known) < count:
        known = np.full(max(count, 1 << 16), base, np.uint64)
        known[0] = 1
        with np.errstate(over="ignore"):
            known = np.cumprod(known, dtype=np.uint64)
        _POWERS[base] = known
    return known[:count]


def _salted(hashes: Hashes, salt: Hashes | int, bits: int) -> Integers:
    """The bucket of each hash; the salt keeps the same text of different fields apart."""
    with np.errstate(over="ignore"):
        mixed = (hashes + np.asarray(salt, np.uint64) * np.uint64(_MULTIPLIER)) * np.uint64(_MIX)
        mixed ^= mixed >> np.uint64(32)
        mixed *= np.uint64(_BASE)
    return (mixed >> np.uint64(64 - bits)).astype(np.int64)


# --------------------------------------------------------------------------------------------
# Word lists


@lru_cache(maxsize=4)
def _list_numbers(lists: tuple[str, ...], language: Language) -> Integers:
    """The number among the lists of each bit of the language's, -1 where it is not one of them."""
    numbers = {language.listed.bits[name]: number for number, name in enumerate(lists)}
    count = len(language.listed.bits)
    return np.array([numbers.get(1 << bit, -1) for bit in range(count)], np.int64)


def spoken(
    texts: Sequence[str], lists: tuple[str, ...], language: Language, *, at_end: bool
) -> tuple[Integers, Integers]:
    """The texts, and which of the lists have a word in them, or at their very end."""
    each, size = int(at_end), (len(language.listed.bits) + 7) // 8
    heard = b"".join([language.spoken(text)[each].to_bytes(size, "little") for text in texts])
    told = np.unpackbits(np.frombuffer(heard, np.uint8), bitorder="little").view(bool)
    owners, bits = np.divmod(np.flatnonzero(told), 8 * size)
    numbers = _list_numbers(lists, language)[bits]
    return owners[numbers >= 0], numbers[numbers >= 0]


# --------------------------------------------------------------------------------------------
# The encoder

_ORDERS = (1, 2, 3)
_SALTS = {Field.NAME: 1, Field.VALUE: 2, Field.DESCRIPTION: 3}
_ENDINGS = (1, 2, 3, 4)
_BEGINNINGS = (1, 2, 3)
#: Symbols and lists stand beside text whose n-grams have length one together; three times this is
#: too loud, a half too faint (F1 on unseen departments .002 to .006 lower).
_SYMBOL_WEIGHT = 0.3


@dataclass(frozen=True)
class Encoder:
    """Turns rows into columns; made by training and kept with the model.

    `idf` weighs each bucket of hashed text; it is 0 for what training never saw. `lists` are the
    word lists the model was trained with.
    """

    lists: tuple[str, ...]
    bits: int
    idf: Floats

    @cached_property
    def width(self) -> int:
        """Number of columns."""
        return self.hashed_from + (1 << self.bits)

    @cached_property
    def hashed_from(self) -> int:
        """The first column of hashed text."""
        return len(symbol_columns()) + 4 * len(self.lists)

    def encode(self, observed: Sequence[Observed], language: Language) -> Matrix:
        """Every row's entries, weighed."""
        count = len(observed)
        forms = _forms(observed, language)
        rows, columns = _symbols(observed, forms)
        list_rows, list_columns = self._listed(observed, language)
        blocks = [
            (rows, columns, np.full(len(rows), _SYMBOL_WEIGHT, np.float32)),
            (list_rows, list_columns, np.full(len(list_rows), _SYMBOL_WEIGHT, np.float32)),
        ]
        for owners, buckets in hashed_blocks(observed, forms, self.bits):
            weights = self.idf[buckets]
            lengths = np.sqrt(np.bincount(owners, weights.astype(np.float64) ** 2, count))
            lengths[lengths == 0] = 1
            data = (weights / lengths[owners]).astype(np.float32)
            blocks.append((owners, buckets + self.hashed_from, data))
        rows = np.concatenate([b[0] for b in blocks])
        # Numbers of 16 bits are sorted by counting, without comparing.
        order = np.argsort(rows.astype(np.uint16 if count <= 1 << 16 else np.int64), kind="stable")
        # What is out of order goes before the next is put in order: memory that stays small is kept
        # for the next batch, memory that does not is fetched from the system again and again.
        rows = rows[order]
        columns = np.concatenate([b[1] for b in blocks])[order]
        data = np.concatenate([b[2] for b in blocks])[order]
        return Matrix(rows, columns, data, count)

    def _listed(
        self, observed: Sequence[Observed], language: Language
    ) -> tuple[Integers, Integers]:
        fields = (
            ([row.reading.name for row in observed], False),
            ([row.reading.head for row in observed], True),
            ([row.reading.value for row in observed], False),
            ([row.reading.description for row in observed], False),
        )
        rows, columns = list[Integers](), list[Integers]()
        for number, (texts, at_end) in enumerate(fields):
            owners, lists = spoken(texts, self.lists, language, at_end=at_end)
            rows.append(owners)
            columns.append(lists + len(symbol_columns()) + number * len(self.lists))
        return np.concatenate(rows), np.concatenate(columns)


def hashed_blocks(
    observed: Sequence[Observed], forms: Integers, bits: int
) -> Iterable[tuple[Integers, Integers]]:
    """Row and bucket of each stretch of text, block by block; a block is weighed as one text."""
    names = Texts.of([masked(row.reading.name) for row in observed])
    heads = Texts.of([masked(row.reading.head) for row in observed])
    values = Texts.of([masked(row.reading.value) for row in observed])
    descriptions = Texts.of([masked(row.reading.description) for row in observed])
    units = Texts.of([row.reading.unit for row in observed])
    for field, texts in (
        (Field.NAME, names),
        (Field.VALUE, values),
        (Field.DESCRIPTION, descriptions),
    ):
        salt = _SALTS[field]
        found = [texts.grams(order) for order in _ORDERS]
        owners = np.concatenate([each[0] for each in found])
        yield owners, _salted(np.concatenate([each[1] for each in found]), salt, bits)
    yield _edges(names, heads, values, units, forms, bits)


def wording_buckets(
    field: Field, texts: Sequence[str], order: int, bits: int
) -> tuple[Integers, list[str], Integers]:
    """Every n-gram of names or values, whose it is and its bucket, to explain a score."""
    owners, hashes = Texts.of(texts).grams(order)
    grams = [
        gram
        for marked in (f"\x02{text}\x03" for text in texts)
        for gram in (marked[at : at + order] for at in range(len(marked) - order + 1))
    ]
    within = np.array([gram[0] != "\x02" and gram[-1] != "\x03" for gram in grams], bool)
    kept = np.flatnonzero(within)
    return (
        owners[kept],
        [grams[n] for n in kept.tolist()],
        _salted(hashes[kept], _SALTS[field], bits),
    )


def _edges(
    names: Texts, heads: Texts, values: Texts, units: Texts, forms: Integers, bits: int
) -> tuple[Integers, Integers]:
    """Beginnings and endings, alone and with the form of the value, and whole fields."""
    form = (forms + 1).astype(np.uint64)
    every = np.arange(len(forms), dtype=np.int64)
    owners, buckets = list[Integers](), list[Integers]()

    def add(kept: Integers, hashes: Hashes, salt: int, *, crossed: bool) -> None:
        owners.append(kept)
        buckets.append(_salted(hashes, salt, bits))
        if crossed:
            owners.append(kept)
            buckets.append(_salted(hashes, np.uint64(salt) + np.uint64(1000) * form[kept], bits))

    for size in _ENDINGS:
        stops = heads.ends - 1
        kept = every[stops - size > heads.begins]
        add(kept, heads.hashes(stops[kept] - size, stops[kept]), 10 + size, crossed=True)
    for size in _BEGINNINGS:
        starts = names.begins + 1
        kept = every[starts + size < names.ends]
        add(kept, names.hashes(starts[kept], starts[kept] + size), 20 + size, crossed=True)
    for salt, texts in ((30, names), (31, heads), (32, values), (33, units)):
        add(every, texts.hashes(texts.begins, texts.ends), salt, crossed=False)
    return np.concatenate(owners), np.concatenate(buckets)


def fit_encoder(
    observed: Sequence[Observed], language: Language, lists: tuple[str, ...], bits: int, least: int
) -> Encoder:
    """Weigh every bucket by how rare it is; what fewer than `least` rows have counts nothing."""
    frequency = np.zeros(1 << bits, np.int64)
    for owners, buckets in hashed_blocks(observed, _forms(observed, language), bits):
        pairs = np.unique(owners * (1 << bits) + buckets)
        frequency += np.bincount(pairs % (1 << bits), minlength=1 << bits)
    idf = np.log((1 + len(observed)) / (1 + frequency)) + 1
    idf[frequency < least] = 0
    # Kept in half precision: what is measured is what is stored.
    return Encoder(lists, bits, idf.astype(np.float16).astype(np.float32))
