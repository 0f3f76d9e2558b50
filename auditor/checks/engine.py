"""Runs checks over a corpus and turns what they saw into findings.

The engine alone knows ids, places, doubt and which rule gives way to which, so that a check is
nothing but its own judgement.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from auditor.checks.base import (
    Check,
    Context,
    Observation,
    paragraph_location,
    row_location,
)
from auditor.copies.rarity import NOWHERE, Elsewhere
from auditor.copies.search import search
from auditor.domain import (
    Corpus,
    Document,
    Field,
    Finding,
    Indicator,
    Location,
    Project,
    Severity,
    SkipKind,
    Skipped,
)
from auditor.errors import SettingsError
from auditor.settings import Rules, Settings
from auditor.text.language import Language
from auditor.text.normalise import comparable

#: Fields whose text stands in an indicator row.
_ROW_FIELDS = frozenset(
    {Field.LEVEL1, Field.LEVEL2, Field.NAME, Field.DESCRIPTION, Field.VALUE, Field.BASIS}
)


class QuoteError(AssertionError):
    """A check quoted what the document does not say: a defect of the check."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run gave: findings in the contract's order; what was held back and why; failures."""

    findings: tuple[Finding, ...]
    suppressed: tuple[tuple[Finding, str], ...] = ()
    failures: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class _Seen:
    """An observation with the check that made it and the subject it stands on."""

    check: type[Check]
    document: Document
    project: Project | None
    observation: Observation


def select(checks: Iterable[type[Check]], rules: Rules) -> tuple[type[Check], ...]:
    """The checks that run under these settings, in catalogue order.

    Raises:
        UsageError: the settings name a rule that does not exist.
    """
    known = tuple(checks)
    names = {c: {c.code, c.slug, c.code[0], "all"} for c in known}
    every = set().union(*names.values())
    for key, entries in (
        ("select", rules.select),
        ("ignore", rules.ignore),
        ("severity", rules.severity),
    ):
        if missing := [entry for entry in entries if entry not in every]:
            reason = f"没有规则“{missing[0]}”，用 auditor rules 查看全部规则"
            raise SettingsError(f"rules.{key}", reason)
    return tuple(
        c
        for c in known
        if (names[c] & set(rules.select) if rules.select else c.enabled)
        and not names[c] & set(rules.ignore)
    )


def run(
    corpus: Corpus,
    checks: Sequence[type[Check]],
    settings: Settings,
    language: Language,
    *,
    strict: bool = False,
) -> Outcome:
    """Run the checks over the corpus.

    A check that raises is a `failure`, told in the report, and the run goes on; with `strict` it
    raises. Findings are ordered by document, project, row, rule and quote, whatever the order of
    documents or checks.
    """
    if corpus.copies is None:
        corpus = compared(corpus, settings)
    context = Context(corpus=corpus, settings=settings, language=language)
    findings: list[Finding] = []
    suppressed: list[tuple[Finding, str]] = []
    failures: list[Skipped] = []
    seen: list[_Seen] = []
    for check in checks:
        try:
            noticed = [_Seen(check, *seen_on) for seen_on in check().observe(context)]
            for item in noticed:
                _verify(item)
        except Exception as error:
            if strict:
                raise
            reason = (
                f"规则 {check.code} {check.title} 运行出错（{type(error).__name__}），本次未执行"
            )
            failures.append(Skipped(path="", reason=reason, kind=SkipKind.CRASHED))
            continue
        seen += noticed
    severity_of = {c: _severity(c, settings.rules) for c in checks}
    for item, finding in _identified(seen, severity_of):
        if _doubtful(item):
            suppressed.append((finding, "原文疑似在格式转换中受损，解析存疑"))
        else:
            findings.append(finding)
    findings, superseded = _give_way(findings, {c.slug: c.supersedes for c in checks})
    return Outcome(
        findings=tuple(sorted(findings, key=_order)),
        suppressed=tuple(sorted([*suppressed, *superseded], key=lambda pair: _order(pair[0]))),
        failures=tuple(failures),
    )


def compared(
    corpus: Corpus,
    settings: Settings,
    templates: Sequence[str] = (),
    elsewhere: Elsewhere = NOWHERE,
) -> Corpus:
    """The corpus with what is alike in it.

    `templates` are texts that a form prescribes; `elsewhere` is what a stored index knows.
    """
    found = search(
        corpus.documents,
        corpus.judgements,
        settings.thresholds,
        corpus.history,
        templates,
        elsewhere,
    )
    return replace(corpus, copies=found)


def _texts(item: _Seen) -> Iterator[str]:
    """Every text of the subject that the observation may quote."""
    observation = item.observation
    if observation.paragraph is not None:
        yield from (p.text for p in item.document.paragraphs if p.number == observation.paragraph)
    project = item.project
    if project is None:
        return
    for indicator in project.indicators:
        if indicator.row in observation.rows:
            yield from (indicator.text(f) for f in _ROW_FIELDS)
            yield from (text for _, text in indicator.other)
    yield from (t for t in (project.title, project.name, project.code, project.purpose) if t)
    yield from project.goals
    yield from (month for month, _ in project.plan)
    funds = (project.budget, project.fiscal_funds, project.other_funds)
    yield from (str(fund) for fund in funds if fund is not None)


def _verify(item: _Seen) -> None:
    quote = item.observation.quote
    if quote and not any(quote in text for text in _texts(item)):
        msg = f"{item.check.code}: the quote {quote!r} stands nowhere in {item.document.id}"
        raise QuoteError(msg)


def _severity(check: type[Check], rules: Rules) -> Severity | None:
    """The severity that the settings put in place of the check's own."""
    override = rules.severity.get(check.code) or rules.severity.get(check.slug)
    return Severity(override) if override else None


def _doubtful(item: _Seen) -> bool:
    project, fields = item.project, set(item.observation.fields)
    if project is None:
        return False
    rows: list[Indicator] = [i for i in project.indicators if i.row in item.observation.rows]
    return bool(fields & project.doubtful) or any(fields & i.doubtful for i in rows)


def _identified(
    seen: Iterable[_Seen], severity_of: dict[type[Check], Severity | None]
) -> Iterator[tuple[_Seen, Finding]]:
    """Findings with stable ids; the ordinal tells equals apart in reading order."""
    ordered = sorted(
        seen,
        key=lambda s: (
            s.document.id,
            s.project.seq if s.project else 0,
            s.observation.rows,
            s.observation.paragraph or 0,
            s.check.code,
            s.observation.quote,
        ),
    )
    ordinals: dict[tuple[str, ...], int] = defaultdict(int)
    for item in ordered:
        key = _identity(item)
        ordinals[key] += 1
        digest = hashlib.sha256("\x1f".join((*key, str(ordinals[key]))).encode()).hexdigest()
        yield item, _finding(item, digest[:16], severity_of[item.check])


def _identity(item: _Seen) -> tuple[str, ...]:
    """What stays the same across runs, formats and moved rows."""
    document, project, observation = item.document, item.project, item.observation
    return (
        item.check.code,
        document.department or "",
        str(document.year or ""),
        (project.code or project.name or project.title or "") if project else "",
        ",".join(observation.fields),
        comparable(observation.quote),
    )


def _finding(item: _Seen, identity: str, severity: Severity | None) -> Finding:
    check, document, project, observation = (
        item.check,
        item.document,
        item.project,
        item.observation,
    )
    return Finding(
        id=identity,
        rule=check.code,
        slug=check.slug,
        title=check.title,
        severity=severity or observation.severity or check.severity,
        certainty=observation.certainty or check.certainty,
        document=document.id,
        department=document.department,
        year=document.year,
        project_seq=project.seq if project else None,
        project_name=(project.name or project.title) if project else None,
        rows=observation.rows,
        fields=observation.fields,
        quote=observation.quote,
        message=observation.message,
        advice=observation.advice or check.advice,
        policy=check.policy,
        places=tuple(_places(item)),
        related=observation.related,
        score=observation.score,
        amount=project.budget if project else None,
    )


def _places(item: _Seen) -> Iterator[Location]:
    document, project, observation = item.document, item.project, item.observation
    if observation.paragraph is not None:
        for paragraph in document.paragraphs:
            if paragraph.number == observation.paragraph:
                yield paragraph_location(document, paragraph)
    if project is None:
        return
    field = observation.fields[0] if observation.fields else None
    for indicator in project.indicators:
        if indicator.row in observation.rows:
            yield row_location(document, project, indicator, field)
    if not observation.rows:
        place = project.place_of(field) if field else project.place
        yield Location(document.id, project.seq, None, None, field, place)


def _give_way(
    findings: Sequence[Finding], supersedes: dict[str, tuple[str, ...]]
) -> tuple[list[Finding], list[tuple[Finding, str]]]:
    """Drop what a more telling finding on the same row already says."""
    stronger: dict[tuple[str, int | None, int], set[str]] = defaultdict(set)
    for f in findings:
        for row in f.rows:
            stronger[f.document, f.project_seq, row].update(supersedes.get(f.slug, ()))
    kept: list[Finding] = []
    dropped: list[tuple[Finding, str]] = []
    for f in findings:
        if f.rows and all(f.slug in stronger[f.document, f.project_seq, r] for r in f.rows):
            dropped.append((f, "同一行已由更贴切的规则指出"))
        else:
            kept.append(f)
    return kept, dropped


def _order(f: Finding) -> tuple[str, int, tuple[int, ...], str, str, str]:
    return (f.document, f.project_seq or 0, f.rows, f.rule, f.quote, f.id)
