"""The one handle on everything that knows Chinese: lexicons and segmentation.

Built once per run from the settings and passed down; holds caches, so texts that repeat are
analysed once. spaCy and the segmenter are loaded when first asked for; a copy that travels to a
worker process takes only the lexicons along and builds the rest there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from auditor.domain import Target
from auditor.errors import SettingsError
from auditor.text.lexicon import Lexicons
from auditor.text.listed import ListedWords, Spoken
from auditor.text.quantity import Vocabulary, parse_target
from auditor.text.segment import (
    SEGMENTERS,
    SPANS_KEY,
    Segmenter,
    Span,
    fold_with_origins,
    pipeline,
    segmenter,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Language", "Span", "default_language"]

# The texts of one department's publication many times over; a text with its spans takes 3 KB.
_REMEMBERED = 16384


class Language:
    """Lexicons, words, and the places of listed words in a text."""

    def __init__(self, lexicons: Lexicons, segmenter: str = "rjieba") -> None:
        if segmenter not in SEGMENTERS:
            reason = f"没有“{segmenter}”，可用 {' 或 '.join(SEGMENTERS)}"
            raise SettingsError("segmenter", reason)
        self.lexicons = lexicons
        self.segmenter = segmenter
        self._words = lru_cache(maxsize=_REMEMBERED)(self._cut_words)
        self._spans = lru_cache(maxsize=_REMEMBERED)(self._find_spans)
        self.spoken: Callable[[str], Spoken] = lru_cache(maxsize=_REMEMBERED)(self._find_spoken)
        """Which word lists have a word in a folded text, and which at its end."""

    def target(self, value: str | None, name: str | None = None) -> Target:
        """An 指标值 understood with these lexicons' words; see `quantity.parse_target`."""
        return parse_target(value, name, self._vocabulary)

    def words(self, text: str) -> tuple[str, ...]:
        """The words of the text, folded, without blanks; does not load spaCy."""
        return self._words(text)

    def doc(self, text: str) -> Doc:
        """A spaCy Doc whose text is exactly `text`, with the listed words in its spans."""
        return self._pipeline(text)

    def spans(self, text: str, *labels: str) -> tuple[Span, ...]:
        """Where words of the named lists stand in `text`, in order; of all lists if none is named.

        Offsets are into `text` as given: `text[s.start:s.end] == s.text`.
        """
        found = self._spans(text)
        if not labels:
            return found
        if unknown := sorted(set(labels) - set(self.lexicons.labels())):
            msg = f"no word list called {', '.join(unknown)}"
            raise KeyError(msg)
        return tuple(span for span in found if span.label in labels)

    @cached_property
    def listed(self) -> ListedWords:
        """The words of all lists, to be found together."""
        return ListedWords.of(self.lexicons)

    def __reduce__(self) -> tuple[object, ...]:
        return Language, (self.lexicons, self.segmenter)

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary.of(self.lexicons)

    @cached_property
    def _segmenter(self) -> Segmenter:
        return segmenter(self.segmenter, self.lexicons)

    @cached_property
    def _pipeline(self) -> Callable[[str], Doc]:
        return pipeline(self._segmenter, self.lexicons)

    def _cut_words(self, text: str) -> tuple[str, ...]:
        return tuple(self._segmenter.cut(fold_with_origins(text).text))

    def _find_spoken(self, text: str) -> Spoken:
        return self.listed.spoken(text)

    def _find_spans(self, text: str) -> tuple[Span, ...]:
        doc = self.doc(text)
        return tuple(
            sorted(
                Span(s.start_char, s.end_char, s.label_, text[s.start_char : s.end_char])
                for s in doc.spans[SPANS_KEY]
            )
        )


@lru_cache(maxsize=1)
def default_language() -> Language:
    """The shipped lexicons and the default segmenter."""
    return Language(Lexicons.load())
