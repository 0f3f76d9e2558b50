"""Returned forms meet an audit: which answers are used, and what they say of its findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from auditor.domain import (
    Addition,
    AnswerState,
    Corpus,
    Decision,
    Finding,
    Outcome,
    Reply,
    Review,
    ReviewRecord,
    office,
)
from auditor.review.forms import Returned, described
from auditor.text.identity import row_identities
from auditor.text.normalise import comparable


def decide(
    returned: Returned, findings: Sequence[Finding], corpus: Corpus, today: date
) -> tuple[ReviewRecord, tuple[Finding, ...]]:
    """The record of all answers, and the findings with the decisions that are in force.

    `today` alone makes a decision expire: the day named in 有效期至 is the last it holds.
    """
    offices = {d.id: office(d) for d in corpus.documents}
    whose = {f.id: (f.department, offices.get(f.document)) for f in findings}
    elsewhere = [d for d in returned.decisions if _of_another_region(d, whose)]
    here = [d for d in returned.decisions if not _of_another_region(d, whose)]
    decisions = (*settled(here, set(whose), today), *settled(elsewhere, set(), today))
    record = ReviewRecord(tuple(sorted(decisions, key=_what)), reviewed=returned.reviewed)
    force = record.in_force()
    decided = tuple(
        replace(f, review=force[f.id].decision) if f.id in force else f for f in findings
    )
    rows = _rows(corpus)
    additions = tuple(_placed(a, rows) for a in _once(returned.additions, _addition_key))
    replies = _once(returned.replies, _reply_key)
    record = replace(
        record,
        additions=tuple(sorted(_agreeing(additions), key=_addition_key)),
        replies=_followed(replies, decided, corpus, additions),
    )
    return record, decided


# --------------------------------------------------------------------------------------------
# Decisions


def _of_another_region(
    decision: Decision, whose: Mapping[str, tuple[str | None, str | None]]
) -> bool:
    """Whether it was made of a department of the same name elsewhere: such findings have one id."""
    name, own = whose.get(decision.finding, (None, None))
    said = dict(decision.about).get("部门")
    if not name or not said or own == name:
        return False
    return said not in (name, own) and said.endswith(name)


def settled(decisions: Iterable[Decision], known: set[str], today: date) -> tuple[Decision, ...]:
    """Each decision with what became of it; `known` are the findings there are."""
    by_finding: dict[str, list[Decision]] = defaultdict(list)
    for decision in _once(decisions, _what):
        by_finding[decision.finding].append(decision)
    settled: list[Decision] = []
    for finding, group in by_finding.items():
        expired = [d for d in group if d.until is not None and d.until < today.isoformat()]
        standing = [d for d in group if d not in expired]
        settled += (replace(d, state=AnswerState.EXPIRED) for d in expired)
        states = _states(standing) if finding in known else {}
        settled += (replace(d, state=states.get(d, AnswerState.UNUSED)) for d in standing)
    return tuple(sorted(settled, key=_what))


def _states(decisions: Sequence[Decision]) -> dict[Decision, AnswerState]:
    """One is used. Who changes their mind says so by a later date; two who differ conflict.

    What stands beside the finding goes before what was kept on record.
    """
    beside = [d for d in decisions if not d.on_record] or list(decisions)
    latest = max(beside, key=lambda d: (d.date or "", _what(d)), default=None)
    if latest is None:
        return {}
    others = [d for d in beside if d is not latest and not _agree(d, latest)]
    if all(d.reviewer == latest.reviewer and (d.date or "") < (latest.date or "") for d in others):
        return {d: AnswerState.USED for d in beside if d not in others}
    return dict.fromkeys(beside, AnswerState.CONFLICTING)


def _agree(a: Decision, b: Decision) -> bool:
    return (a.decision, a.category, a.vagueness) == (b.decision, b.category, b.vagueness)


def _what(d: Decision) -> tuple[str, ...]:
    said = (d.finding, d.decision, d.reviewer, d.date, d.until, d.comment, d.category, d.vagueness)
    return tuple(part or "" for part in said)


# --------------------------------------------------------------------------------------------
# What auditors added


@dataclass(frozen=True, slots=True)
class _Row:
    document: str
    project_seq: int
    row: int
    department: str | None
    year: int | None
    project: str
    indicator: str


def _rows(corpus: Corpus) -> dict[str, _Row]:
    found: dict[str, _Row] = {}
    for document, project in corpus.projects():
        ids = row_identities(
            office(document),
            document.year,
            project.code or project.name or project.title,
            ((i.level2, i.name, i.description, i.value) for i in project.indicators),
        )
        for row_id, indicator in zip(ids, project.indicators, strict=True):
            name = project.name or project.title or ""
            place = (document.id, project.seq, indicator.row, document.department, document.year)
            found.setdefault(row_id, _Row(*place, name, indicator.name or ""))
    return found


def _placed(addition: Addition, rows: Mapping[str, _Row]) -> Addition:
    row = rows.get(addition.row_id)
    if row is None:
        return addition
    return replace(
        addition,
        state=AnswerState.USED,
        document=row.document,
        project_seq=row.project_seq,
        row=row.row,
        department=row.department,
        year=row.year,
        project=row.project,
        indicator=row.indicator,
    )


def _agreeing(additions: Iterable[Addition]) -> Iterator[Addition]:
    """One addition a row; several that differ conflict, and none is used."""
    by_row: dict[str, list[Addition]] = defaultdict(list)
    for addition in additions:
        by_row[addition.row_id].append(addition)
    for group in by_row.values():
        beside = [a for a in group if not a.on_record] or group
        if len(beside) > 1 and beside[0].state is AnswerState.USED:
            beside = [replace(a, state=AnswerState.CONFLICTING) for a in beside]
        yield from beside


def _addition_key(a: Addition) -> tuple[str, ...]:
    return (a.row_id, a.text, a.reviewer or "", a.category or "", a.vagueness or "")


# --------------------------------------------------------------------------------------------
# Replies


def _followed(
    replies: Iterable[Reply],
    findings: Sequence[Finding],
    corpus: Corpus,
    additions: Iterable[Addition],
) -> tuple[Reply, ...]:
    """Each reply with the report that tells it and what this audit says of the fault.

    A later year's findings have other ids: the same fault in the same words still stands.
    """
    by_id = {f.id: f for f in findings}
    whose = {d.id: office(d) or "" for d in corpus.documents}
    by_words: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for finding in findings:
        key = (whose.get(finding.document, ""), finding.title, comparable(finding.quote))
        by_words[key].append(finding)
    added = {f"补{a.row_id}": a for a in additions if a.document}
    audited: dict[str, list[tuple[int | None, str]]] = defaultdict(list)
    offices: dict[str, set[str]] = defaultdict(set)
    for document in corpus.documents:
        if document.duplicate_of is None and document.department:
            audited[whose[document.id]].append((document.year, document.id))
            offices[document.department].add(whose[document.id])

    def follow(reply: Reply) -> Reply:
        if (found := by_id.get(reply.finding)) is not None:
            return _told(reply, found.document, _outcome(found))
        if (addition := added.get(reply.finding)) is not None:
            return _told(reply, addition.document, Outcome.STANDS)
        department = reply.department or ""
        if department not in audited and len(offices[department]) == 1:
            department = min(offices[department])  # a form that names no region
        same = by_words.get((department, reply.title, comparable(reply.quote)), [])
        years = sorted(audited.get(department, []), key=lambda y: (y[0] or 0, y[1]))
        later = [y for y in years if (y[0] or 0) >= (reply.year or 0)]
        if not later:
            return reply
        year, document = later[0]
        stands = [f for f in same if f.year == year and reply.quote]
        return _told(reply, document, _outcome(stands[0]) if stands else Outcome.GONE)

    return tuple(sorted((follow(r) for r in replies), key=_reply_key))


def _told(reply: Reply, document: str | None, outcome: Outcome) -> Reply:
    return replace(reply, state=AnswerState.USED, document=document, outcome=outcome)


def _outcome(finding: Finding) -> Outcome:
    return Outcome.WITHDRAWN if finding.review is Review.FALSE_ALARM else Outcome.STANDS


def _reply_key(r: Reply) -> tuple[str, ...]:
    answer = (r.measure, r.person, r.due, r.note)
    return (r.department or "", str(r.year), r.number, r.finding, *(a or "" for a in answer))


# --------------------------------------------------------------------------------------------
# Telling


def remarks(returned: Returned, record: ReviewRecord) -> Iterator[str]:
    """Lines for the user: what was not understood, and every answer that was not used."""
    yield from returned.remarks
    force = record.in_force()
    words = {
        AnswerState.UNUSED: "本次没有这个问题，结论没有用到，仍保留",
        AnswerState.CONFLICTING: "同一问题的结论不一，均未采用，请统一",
        AnswerState.EXPIRED: "有效期已过，没有采用，请重新复核",
    }
    for d in record.decisions:
        if d.state in words:
            what = f"{d.decision or '意见'} {described(dict(d.about)) or d.finding}"
            until = f"（至{d.until}）" if d.state is AnswerState.EXPIRED else ""
            why = "已由后来的结论取代" if d.finding in force else words[d.state] + until
            yield f"{d.source}：{what}：{why}"
    for a in record.additions:
        if a.state is AnswerState.CONFLICTING:
            yield f"{a.source}：{a.project} {a.indicator}：同一行的补充内容不一，均未采用，请统一"
        elif a.state is AnswerState.UNUSED:
            yield f"{a.source}：{a.project} {a.indicator}：本次没有这一行，补充内容没有用到，仍保留"
    for r in record.replies:
        if r.state is AnswerState.UNUSED:
            yield f"{r.source}：{r.number} {r.title}：本次没有审核这个部门，答复没有用到"


_Answer = TypeVar("_Answer", Decision, Addition, Reply)


def _once(
    answers: Iterable[_Answer], key: Callable[[_Answer], tuple[str, ...]]
) -> tuple[_Answer, ...]:
    """Without repetitions of one and the same answer, whatever file it came from."""
    seen: dict[tuple[str, ...], _Answer] = {}
    for answer in sorted(answers, key=lambda a: (key(a), _kept(a), a.source)):
        seen.setdefault(key(answer), answer)
    return tuple(seen.values())


def _kept(answer: Decision | Addition | Reply) -> bool:
    return not isinstance(answer, Reply) and answer.on_record
