"""Which rows are worth a person's time: those that are unclear, and labels that look wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from rapidfuzz import fuzz, process

from auditor.classify.heuristics import judge_together, opinion
from auditor.classify.store import Models
from auditor.classify.vagueness_rules import RULES
from auditor.domain import Judgement, Vagueness
from auditor.text.language import Language
from auditor.training.labels import LabelledRow, Scalar, subject
from auditor.training.split import masked_row

#: Rows whose texts, numbers masked, agree at least this far, of 100, teach the same.
_ALIKE = 85
#: As many of the most uncertain rows are dealt out by kind for each row that is wanted.
_POOL = 10
#: A model this sure that disagrees with a label asks for a second look.
_SURE = 0.95
#: Without a model: how unclear a row is where a rule that is often wrong spoke, and where none did.
_UNSURE_RULE, _NO_RULE = 0.8, 0.4


@dataclass(frozen=True, slots=True)
class Pick:
    """A row to label, how unclear it is (0 to 1), what is guessed and why it was picked."""

    row: LabelledRow
    unclear: float
    guess: Judgement
    why: str

    def as_row(self) -> LabelledRow:
        """The row with the guess and the reason in columns of their own."""
        score, best = self.guess.vagueness.score, self.guess.category.best
        told: tuple[tuple[str, Scalar], ...] = (
            ("推测空泛程度", self.guess.vagueness.label.value),
            ("推测空泛概率", score),
            ("推测类别", None if best is None else best.value),
            ("挑选理由", self.why),
        )
        names = {name for name, _ in told}
        kept = tuple(pair for pair in self.row.other if pair[0] not in names)
        return replace(self.row, other=kept + told)


def guesses(
    rows: Sequence[LabelledRow], language: Language, models: Models | None
) -> list[Judgement]:
    """What rules and, where there are any, models make of each row."""
    subjects = (subject(row) for row in rows)
    opinions = [opinion(indicator, project, language) for indicator, project, _ in subjects]
    return judge_together(opinions, language, models)


def suspects(
    rows: Sequence[LabelledRow], language: Language, models: Models | None = None
) -> tuple[Pick, ...]:
    """Labelled rows with a label that a certain rule or a sure model contradicts, surest first."""
    labelled = [row for row in rows if row.labelled]
    found = [
        Pick(row, unclear, guess, "疑似标错：" + why)
        for row, guess in zip(labelled, guesses(labelled, language, models), strict=True)
        for unclear, why in list(_against(row, guess))[:1]
    ]
    return tuple(sorted(found, key=lambda pick: -pick.unclear))


def _against(row: LabelledRow, guess: Judgement) -> Iterator[tuple[float, str]]:
    """How surely each label is contradicted, and why."""
    label, score = row.vagueness, guess.vagueness.score
    reason = guess.vagueness.reasons[0] if guess.vagueness.reasons else None
    rule = RULES.get(reason.rule) if reason is not None else None
    if label is Vagueness.CLEAR and rule is not None and rule.certain:
        quote = f"（“{reason.quote}”）" if reason is not None and reason.quote else ""
        yield 1.0, f"标为“明确”，但规则认定{rule.title}{quote}"
    if label is not None and score is not None:
        vague = label is not Vagueness.CLEAR
        doubt = 1 - score if vague else score
        if doubt >= _SURE:
            yield doubt, f"标为“{label}”，而模型判断为不明确的概率是 {score:.2f}"
    if row.category is not None and guess.category.mismatch:
        declared = guess.category.declared
        if declared in (row.category, *row.category_also):
            yield _SURE, f"标注认可所填的“{declared}”，但判断为错配"


def pick(
    rows: Sequence[LabelledRow], count: int, language: Language, models: Models | None = None
) -> tuple[Pick, ...]:
    """At most `count` rows without a label: unclear ones, of many kinds, no two nearly the same.

    Rows that nearly repeat one that has a label already are left out too.
    """
    free = [row for row in rows if not row.labelled]
    candidates = sorted(
        (
            Pick(row, unclear, guess, why)
            for row, guess in zip(free, guesses(free, language, models), strict=True)
            for unclear, why in [_unclear(guess, models)]
        ),
        key=lambda pick: -pick.unclear,
    )
    labelled = [_masked(row) for row in rows if row.labelled]
    pool = _distinct(candidates, set(labelled), count * _POOL)
    taken: list[Pick] = []
    texts = labelled
    for candidate in _dealt(pool):
        if len(taken) == count:
            break
        text = _masked(candidate.row)
        if process.extractOne(text, texts, scorer=fuzz.ratio, score_cutoff=_ALIKE) is None:
            taken.append(candidate)
            texts.append(text)
    return tuple(taken)


def _unclear(guess: Judgement, models: Models | None) -> tuple[float, str]:
    """How unclear the row is, 0 to 1, and why."""
    reason = guess.vagueness.reasons[0] if guess.vagueness.reasons else None
    score, accepted = guess.vagueness.score, guess.category.probability
    if models is None or score is None or accepted is None:
        if reason is None:
            return _NO_RULE, "没有规则认为它空泛，也没有模型可问"
        rule = RULES[reason.rule]
        if rule.certain:
            return 0.0, f"规则认定{rule.title}"
        return _UNSURE_RULE, f"规则认为{rule.title}，但这条规则并不总对"
    threshold = models.vagueness.threshold
    room = 1 - threshold if score >= threshold else threshold
    near = 1 - abs(score - threshold) / max(room, 1e-9)
    if near >= 1 - accepted:
        return near, f"不明确的概率 {score:.2f}，接近分界 {threshold:.2f}"
    return 1 - accepted, f"最合适的类别“{guess.category.best}”也只有 {accepted:.2f} 的把握"


def _masked(row: LabelledRow) -> str:
    return masked_row(row.level3, row.description, row.value)


def _distinct(candidates: Iterable[Pick], seen: set[str], count: int) -> list[Pick]:
    """The first candidates whose texts differ by more than numbers."""
    found = []
    for candidate in candidates:
        text = _masked(candidate.row)
        if text not in seen:
            seen.add(text)
            found.append(candidate)
        if len(found) == count:
            break
    return found


def _dealt(pool: Sequence[Pick]) -> Iterator[Pick]:
    """One of each kind in turn, the most unclear first: filed class and the rule that spoke."""
    kinds: dict[tuple[object, ...], list[Pick]] = defaultdict(list)
    for candidate in pool:
        vagueness = candidate.guess.vagueness
        rule = vagueness.reasons[0].rule if vagueness.reasons else None
        kinds[candidate.guess.category.declared, rule].append(candidate)
    for turn in zip_longest(*kinds.values()):
        yield from (candidate for candidate in turn if candidate is not None)
