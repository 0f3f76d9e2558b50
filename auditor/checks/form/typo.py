"""文字差错."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from auditor.checks.base import Context, DocumentCheck, Observation
from auditor.checks.examples import document, indicator, project
from auditor.checks.form.printed import Printed, cells, paragraphs
from auditor.domain import Certainty, Document, Project, Severity
from auditor.text.language import Language

_DOUBLED = re.compile(r"(?P<once>[\u4e00-\u9fff]{2,6})(?P=once)")
#: 重新鉴定鉴定量: the second word belongs to a measure.
_MEASURED = re.compile("[量率数费额]")
#: What follows a doubled word when it heads no further compound: 系统系统 before a stop is a slip,
#: 数据数据库 may be two words.
_STOP = re.compile(r"[，。；、：！？,.;:）)》”\"]|$|[的和与及等]")
_LONG = 3


class Typo(DocumentCheck):
    """文字有差错，例如词语重复录入（“意见意见”）或者写错了字（“入住企业”应为“入驻企业”）。

    公开文本的文字应当准确；错字会改变意思，也影响公开的质量。

    同一处差错在名称和描述里各出现一次的，合并为一条。

    已知局限：错字只对照常见易错词表；连写两遍的词可能是两个词组恰好相接，拿不准的标为待核。
    """

    code = "F01"
    slug = "typo"
    title = "文字差错"
    severity = Severity.LOW
    certainty = Certainty.LIKELY
    advice = "核对原文，更正文字。"
    bad = document(
        project(
            indicator("数量指标", "征求意见次数", "≥4次", description="上门听取企业意见意见的次数")
        )
    )
    good = document(
        project(indicator("数量指标", "征求意见次数", "≥4次", description="上门听取企业意见的次数"))
    )

    def check(
        self, document: Document, context: Context
    ) -> Iterator[tuple[Project | None, Observation]]:
        language = context.language
        for printed in paragraphs(document):
            for observation in _slips([printed], "", language):
                yield None, observation
        for table in document.projects:
            texts = list(cells(table))
            about = "".join((table.name or "", table.purpose or "", *table.goals))
            for observation in _slips(texts, about, language):
                yield table, observation


def _slips(texts: Iterable[Printed], about: str, language: Language) -> Iterator[Observation]:
    """Each slip once, with the rows it stands in; `about` helps to tell what is spoken of."""
    seen: dict[tuple[str, bool], list[tuple[Printed, str, str, Certainty | None]]] = {}
    for printed in texts:
        for wrong, message, certainty in (
            *_wrong_words(printed.text, about, language),
            *_doubled(printed.text, language),
        ):
            seen.setdefault((message, printed.row is None), []).append(
                (printed, wrong, message, certainty)
            )
    for hits in seen.values():
        printed, wrong, message, certainty = hits[0]
        rows = {n for p, *_ in hits for n in p.rows}
        first = printed.rows
        yield Observation(
            quote=wrong,
            message=message,
            fields=(printed.field,),
            rows=(*first, *sorted(rows - set(first))),
            paragraph=printed.paragraph.number if printed.paragraph else None,
            certainty=certainty,
        )


def _wrong_words(
    text: str, about: str, language: Language
) -> Iterator[tuple[str, str, Certainty | None]]:
    for wrong, right, context in language.lexicons.table("typo"):
        needed = [word for word in context.split("、") if word]
        if wrong in text and (not needed or any(word in text + about for word in needed)):
            yield wrong, f"“{wrong}”疑为“{right}”之误", None


def _doubled(text: str, language: Language) -> Iterator[tuple[str, str, Certainty | None]]:
    allowed = language.lexicons.words("doubled_word")
    for found in _DOUBLED.finditer(text):
        once, twice = found["once"], found[0]
        if _MEASURED.match(text, found.end()):
            continue
        if twice in allowed or not _cut_into(once, twice, text, language):
            continue
        alone = bool(_STOP.match(text, found.end())) or len(once) >= _LONG
        yield twice, f"“{twice}”疑为“{once}”重复录入", None if alone else Certainty.UNSURE


def _cut_into(once: str, twice: str, text: str, language: Language) -> bool:
    """Whether the segmenter sees the word twice, and not a longer word that ends or begins so."""
    words = language.words(text)
    if any(first == second == once for first, second in pairwise(words)):
        return True
    return (
        len(once) >= _LONG
        and language.words(once * 2) == language.words(once) * 2
        and bool(re.search(rf"(?<![\u4e00-\u9fff]){twice}|{twice}(?![\u4e00-\u9fff])", text))
    )
