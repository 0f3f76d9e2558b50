"""Words, and the listed words' places: segmentation by rjieba or jieba, spans by spaCy.

**Words.** Only runs of Chinese characters go to the segmenter; digits, Latin letters and signs are
cut here. So jieba and its Rust twin, which disagree on ASCII such as `1-11`, give the same words.
Text is folded character by character first (width, blanks, invisible characters), which mends words
that a line break tore apart, and every folded character remembers where it was printed.

**Spans.** Tokens are the wrong grain for matching: the segmenter guesses at unknown words and glues
listed words into them, and the same phrase is cut differently in different surroundings. So the
PhraseMatcher runs on a Doc of single characters, and the words only say where a match may not
begin or end. Within one list the longest match wins; different lists may overlap.
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

# jieba's own range of characters; the segmenters see nothing else.
_HAN = "\u4e00-\u9fd5"
_RUNS = re.compile(rf"[{_HAN}]+|[0-9]+(?:\.[0-9]+)*|[A-Za-z]+|.", re.DOTALL)
_IS_HAN = re.compile(rf"[{_HAN}]")

# For a user's word without a frequency: the largest that any of our own terms needs to stay whole
# is 3,668, of 60 million in jieba's dictionary.
_FREQUENCY = 5000


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


def fold_with_origins(text: str) -> Folded:
    """Fold `text` and remember where each character came from."""
    characters, origins = [], []
    for index, character in enumerate(text):
        folded = _fold_character(character)
        characters.append(folded)
        origins += [index] * len(folded)
    return Folded("".join(characters), tuple(origins))


def segmenter(name: str, lexicons: Lexicons) -> Cut:
    """A function from folded text to words, with the field's terms; its own state only."""
    terms = [(word, int(count or _FREQUENCY)) for word, count in lexicons.table("dictionary")]
    cut = _jieba(terms) if name == "jieba" else _rjieba(terms)

    def words(text: str) -> list[str]:
        found: list[str] = []
        for run in _RUNS.findall(text):
            if len(run) > 1 and _IS_HAN.match(run):
                found += cut(run)
            else:
                found.append(run)
        return found

    return words


def _rjieba(terms: Iterable[tuple[str, int]]) -> Cut:
    import rjieba

    engine = rjieba.Jieba()
    for word, frequency in terms:
        engine.add_word(word, frequency, "n")
    cut: Cut = engine.cut
    return cut


def _jieba(terms: Iterable[tuple[str, int]]) -> Cut:
    with warnings.catch_warnings():
        # jieba's sources hold invalid escapes, and it imports pkg_resources where it can.
        warnings.simplefilter("ignore")
        import jieba

    engine = jieba.Tokenizer()
    # `initialize` would read and write a cache in the shared temporary folder and report on stderr.
    engine.FREQ, engine.total = engine.gen_pfdict(engine.get_dict_file())
    engine.initialized = True
    for word, frequency in terms:
        engine.add_word(word, frequency)
    cut: Cut = engine.lcut
    return cut


def pipeline(cut: Cut, lexicons: Lexicons) -> Callable[[str], Doc]:
    """Make spaCy's Chinese pipeline with our tokenizer and the lexicons' spans; imports spaCy."""
    import spacy
    from spacy.language import Language as Pipeline

    if not Pipeline.has_factory("lexicon_spans"):
        Pipeline.factory("lexicon_spans", func=_make_component, assigns=["doc.spans"])
    made = spacy.blank("zh")
    made.max_length = 2**31 - 1  # the limit is there for parsers, which this pipeline has not
    made.tokenizer = _Tokenizer(made.vocab, cut)
    component: Any = made.add_pipe("lexicon_spans")
    component.use(cut, lexicons)
    return made


class _Tokenizer:
    """Text to a Doc of its words; blanks between words are tokens, so nothing is lost."""

    def __init__(self, vocab: Any, cut: Cut) -> None:
        self.vocab = vocab
        self.cut = cut

    def __call__(self, text: str) -> Doc:
        folded = fold_with_origins(text)
        return _doc(self.vocab, text, _printed_edges(folded, _edges(self.cut(folded.text))))


def _make_component(nlp: Any, name: str) -> _LexiconSpans:  # noqa: ARG001
    return _LexiconSpans(nlp.vocab)


class _LexiconSpans:
    """Puts listed words into `doc.spans`; tokens are divided where a listed word begins or ends."""

    def __init__(self, vocab: Any) -> None:
        self.vocab = vocab

    def use(self, cut: Cut, lexicons: Lexicons) -> None:
        from spacy.matcher import PhraseMatcher
        from spacy.tokens import Doc

        self.cut = cut
        self.anywhere = frozenset(n for n in lexicons.labels() if lexicons.lists[n].anywhere)
        self.matcher = PhraseMatcher(self.vocab)
        for label in lexicons.labels():
            folded = sorted({fold(word) for word in lexicons.words(label)} - {""})
            self.matcher.add(label, [Doc(self.vocab, words=list(word)) for word in folded])

    def __call__(self, doc: Doc) -> Doc:
        from spacy.tokens import Doc as Document
        from spacy.tokens import Span as Tokens

        text = doc.text
        folded = fold_with_origins(text)
        edges = _edges(self.cut(folded.text))
        characters = Document(self.vocab, words=list(folded.text))
        matches = [
            (self.vocab.strings[key], start, end) for key, start, end in self.matcher(characters)
        ]
        found = [
            (label, printed)
            for label, start, end in _longest(
                m for m in matches if m[0] in self.anywhere or _fits(m[1], m[2], edges)
            )
            if (printed := folded.printed(start, end))
        ]
        wanted = _printed_edges(folded, edges) | {at for _, range_ in found for at in range_}
        divided = _doc(self.vocab, text, wanted)
        at_character = {token.idx: token.i for token in divided} | {len(text): len(divided)}
        divided.spans[SPANS_KEY] = [
            Tokens(divided, at_character[start], at_character[end], label=label)
            for label, (start, end) in sorted(found, key=lambda f: (f[1], f[0]))
        ]
        return divided


def _edges(words: Iterable[str]) -> set[int]:
    edges, at = {0}, 0
    for word in words:
        at += len(word)
        edges.add(at)
    return edges


def _fits(start: int, end: int, edges: set[int]) -> bool:
    """Whole words, or inside one word; a single character must be a word of its own."""
    if start in edges and end in edges:
        return True
    if end - start == 1:
        return False
    return not any(at in edges for at in range(start + 1, end))


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


def _doc(vocab: Any, text: str, edges: set[int]) -> Doc:
    from spacy.tokens import Doc

    cuts = sorted(edges | {0, len(text)})
    words = [text[a:b] for a, b in pairwise(cuts)]
    return Doc(vocab, words=words, spaces=[False] * len(words))
