"""Words, and the listed words' places: segmentation by rjieba or jieba, spans by spaCy.

**Words.** Only runs of Chinese characters go to the segmenter; digits, Latin letters and signs are
cut here. So jieba and its Rust twin, which disagree on ASCII such as `1-11`, give the same words.
Text is folded character by character first (width, blanks, invisible characters), which mends words
that a line break tore apart, and every folded character remembers where it was printed.

**Spans.** Whole words are too coarse for matching: dictionaries hold compounds (营商环境, 明显提高,
总成本) in which a listed word would be missed. Bare characters are too fine: 完成 stands in 完成率,
合格 in 不合格, 有效 in 没有|效果, 报告数 in 报告|数量. So the PhraseMatcher runs on a Doc of single
characters, and a match counts where it begins and ends at the edge of a word or at a
seam of a compound (both sides are words of two characters or more), or where it begins behind a
one-character prefix that does not negate. On 25,693 published names and values, whole words alone
lose a tenth of these matches, and bare characters add a sixth, mostly such parts of words.
Within one list the longest match wins; different lists may overlap.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from auditor.text.lexicon import Lexicons
from auditor.text.normalise import fold

if TYPE_CHECKING:
    from spacy.tokens import Doc

SEGMENTERS = ("rjieba", "jieba")
SPANS_KEY = "lexicon"

Cut = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Segmenter:
    """`cut` divides folded text into words; `knows` tells whether a word is in the dictionary."""

    cut: Cut
    knows: Callable[[str], bool]


# jieba's own range of characters; the segmenters see nothing else.
_HAN = "\u4e00-\u9fd5"
_RUNS = re.compile(rf"[{_HAN}]+|[0-9]+(?:\.[0-9]+)*|[A-Za-z]+|.", re.DOTALL)
_IS_HAN = re.compile(rf"[{_HAN}]")

# For a user's word without a frequency: the largest that any of our own terms needs to stay whole
# is 8,227, of 60 million in jieba's dictionary.
_FREQUENCY = 10_000

# A longer word may be a prefix and a word, unless the prefix negates or makes another word of it.
_PREFIXED = 2
_NO_PREFIX = "不非未无没可有"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A listed word in a text: `text[start:end]` as printed is `text`, `label` its list."""

    start: int
    end: int
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Folded:
    """Text folded character by character; `origins[i]` is where its character `i` was printed."""

    text: str
    origins: tuple[int, ...]

    def printed(self, start: int, end: int) -> tuple[int, int] | None:
        """The printed range, or `None` where it would cut a printed character (㎡ = m + 2)."""
        origins = self.origins
        if start and origins[start - 1] == origins[start]:
            return None
        if end < len(origins) and origins[end] == origins[end - 1]:
            return None
        return origins[start], origins[end - 1] + 1


@lru_cache(maxsize=16384)
def _fold_character(character: str) -> str:
    return fold(character)


@lru_cache(maxsize=65536)
def _fold_word(word: str) -> str:
    return fold_with_origins(word).text


def fold_with_origins(text: str) -> Folded:
    """Fold `text` and remember where each character came from."""
    characters, origins = [], []
    for index, character in enumerate(text):
        folded = _fold_character(character)
        characters.append(folded)
        origins += [index] * len(folded)
    return Folded("".join(characters), tuple(origins))


def segmenter(name: str, lexicons: Lexicons) -> Segmenter:
    """The named segmenter with the field's terms; it shares no state with others."""
    terms = [(word, int(count or _FREQUENCY)) for word, count in lexicons.table("dictionary")]
    engine = _jieba(terms) if name == "jieba" else _rjieba(terms)

    def words(text: str) -> list[str]:
        found: list[str] = []
        for run in _RUNS.findall(text):
            if len(run) > 1 and _IS_HAN.match(run):
                found += engine.cut(run)
            else:
                found.append(run)
        return found

    return Segmenter(words, engine.knows)


def _rjieba(terms: Iterable[tuple[str, int]]) -> Segmenter:
    import rjieba

    engine = rjieba.Jieba()
    for word, frequency in terms:
        engine.add_word(word, frequency, "n")
    return Segmenter(engine.cut, engine.has_word)


def _jieba(terms: Iterable[tuple[str, int]]) -> Segmenter:
    with warnings.catch_warnings():
        # jieba's sources hold invalid escapes, and it imports pkg_resources where it can.
        warnings.simplefilter("ignore")
        import jieba

    engine = jieba.Tokenizer()
    # `initialize` would read and write a cache in the shared temporary folder and report on stderr.
    engine.FREQ, engine.total = engine.gen_pfdict(engine.get_dict_file())
    engine.initialized = True
    for word, frequency in terms:
        # jieba counts a word that it knows already twice; rjieba does not.
        engine.total -= engine.FREQ.get(word, 0)
        engine.add_word(word, frequency)
    return Segmenter(engine.lcut, lambda word: bool(engine.FREQ.get(word)))


def pipeline(segmenter: Segmenter, lexicons: Lexicons) -> Callable[[str], Doc]:
    """Make spaCy's Chinese pipeline with our tokenizer and the lexicons' spans; imports spaCy."""
    import spacy
    from spacy.language import Language as Pipeline

    if not Pipeline.has_factory("lexicon_spans"):
        Pipeline.factory("lexicon_spans", func=_make_component, assigns=["doc.spans"])
    made = spacy.blank("zh")
    made.max_length = 2**31 - 1  # the limit is there for parsers, which this pipeline has not
    made.tokenizer = _Tokenizer(made.vocab, segmenter.cut)
    component: Any = made.add_pipe("lexicon_spans")
    component.use(segmenter.knows, lexicons)
    return made


class _Tokenizer:
    """Text to a Doc of its words; blanks between words are tokens, so nothing is lost."""

    def __init__(self, vocab: Any, cut: Cut) -> None:
        self.vocab = vocab
        self.cut = cut

    def __call__(self, text: str) -> Doc:
        folded = fold_with_origins(text)
        edges = _printed_edges(folded, _edges(self.cut(folded.text)))
        return _doc(self.vocab, text, sorted(edges | {0, len(text)}))


def _make_component(nlp: Any, name: str) -> _LexiconSpans:  # noqa: ARG001
    return _LexiconSpans(nlp.vocab)


class _LexiconSpans:
    """Puts listed words into `doc.spans`; tokens are divided where a listed word begins or ends."""

    def __init__(self, vocab: Any) -> None:
        self.vocab = vocab

    def use(self, knows: Callable[[str], bool], lexicons: Lexicons) -> None:
        from spacy.matcher import PhraseMatcher
        from spacy.tokens import Doc

        self.inner = lru_cache(maxsize=16384)(lambda word: _inner(word, knows))
        self.matcher = PhraseMatcher(self.vocab)
        for label in lexicons.labels():
            folded = sorted({fold(word) for word in lexicons.words(label)} - {""})
            self.matcher.add(label, [Doc(self.vocab, words=list(word)) for word in folded])

    def _matches(self, folded: str) -> list[tuple[str, int, int]]:
        from spacy.tokens import Doc

        characters = Doc(self.vocab, words=list(folded))
        names = self.vocab.strings
        return [(names[key], start, end) for key, start, end in self.matcher(characters)]

    def __call__(self, doc: Doc) -> Doc:
        from spacy.tokens import Span as Tokens

        text = doc.text
        folded = fold_with_origins(text)
        words = [word for token in doc if (word := _fold_word(token.text))]
        edges = _edges(words)
        begins, ends = _places(words, self.inner)
        found: list[tuple[str, tuple[int, int]]] = []
        for label, start, end in _longest(
            match for match in self._matches(folded.text) if match[1] in begins and match[2] in ends
        ):
            if printed := folded.printed(start, end):
                found.append((label, printed))
                edges |= {start, end}
        cuts = sorted(_printed_edges(folded, edges) | {0, len(text)})
        divided = _doc(self.vocab, text, cuts)
        token_at = {at: token for token, at in enumerate(cuts)}
        divided.spans[SPANS_KEY] = [
            Tokens(divided, token_at[start], token_at[end], label=label)
            for label, (start, end) in sorted(found, key=lambda f: (f[1], f[0]))
        ]
        return divided


def _edges(words: Iterable[str]) -> set[int]:
    edges, at = {0}, 0
    for word in words:
        at += len(word)
        edges.add(at)
    return edges


def _seams(word: str, knows: Callable[[str], bool]) -> frozenset[int]:
    """Where a compound divides into words of two characters or more: 4 in 服务对象|满意度."""
    found = set[int]()
    for at in range(2, len(word) - 1):
        if knows(word[:at]) and knows(word[at:]):
            found |= {at, *_seams(word[:at], knows), *(at + s for s in _seams(word[at:], knows))}
    return frozenset(found)


def _inner(word: str, knows: Callable[[str], bool]) -> tuple[frozenset[int], frozenset[int]]:
    """Where within a word a match may begin, and where it may end."""
    if len(word) <= _PREFIXED or not _IS_HAN.match(word):
        return frozenset(), frozenset()
    seams = _seams(word, knows)
    # 总成本, 万人次; but 完成 is no part of 未完成.
    prefixed = _PREFIXED not in seams and word[0] not in _NO_PREFIX and knows(word[1:])
    return (seams | {1} if prefixed else seams), seams


def _places(
    words: Iterable[str],
    inner: Callable[[str], tuple[frozenset[int], frozenset[int]]],
) -> tuple[set[int], set[int]]:
    begins, ends, at = set[int](), {0}, 0
    for word in words:
        first, last = inner(word)
        begins |= {at, *(at + offset for offset in first)}
        ends |= {at, *(at + offset for offset in last)}
        at += len(word)
    return begins, ends | {at}


def _longest(matches: Iterable[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    kept, taken = [], dict[str, set[int]]()
    for label, start, end in sorted(matches, key=lambda m: (m[1] - m[2], m[1], m[0])):
        used = taken.setdefault(label, set())
        if start not in used and end - 1 not in used:
            used.update(range(start, end))
            kept.append((label, start, end))
    return kept


def _printed_edges(folded: Folded, edges: set[int]) -> set[int]:
    printed = set[int]()
    ordered = sorted(edges)
    for start, end in pairwise(ordered):
        origins = folded.origins
        if not start or origins[start - 1] != origins[start]:
            printed.add(origins[start])
        if end == len(origins) or origins[end] != origins[end - 1]:
            printed.add(origins[end - 1] + 1)
    return printed


def _doc(vocab: Any, text: str, cuts: list[int]) -> Doc:
    from spacy.tokens import Doc

    words = [text[a:b] for a, b in pairwise(cuts)]
    return Doc(vocab, words=words, spaces=[False] * len(words))
