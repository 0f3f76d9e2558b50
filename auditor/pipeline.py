"""The one module that knows every stage: files in, reports out."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import time
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from itertools import count
from pathlib import Path

from auditor import render, scoring
from auditor.checks import catalogue, engine
from auditor.checks.base import Check
from auditor.checks.explain import example
from auditor.checks.policy import citation, policies
from auditor.classify import store
from auditor.classify.heuristics import judge_documents
from auditor.copies import stored
from auditor.copies.index import check as check_index
from auditor.copies.index import indexes_in, is_index
from auditor.copies.index import verify as verify_index
from auditor.copies.rarity import NOWHERE, Elsewhere
from auditor.copies.stored import Publications, publication
from auditor.domain import (
    Corpus,
    Coverage,
    Document,
    Finding,
    Indicator,
    Project,
    Review,
    Severity,
    SkipKind,
    Skipped,
    same_office,
    same_region,
)
from auditor.errors import UsageError
from auditor.readers import FORMATS, collect
from auditor.reading import (
    HISTORY,
    Progress,
    listed,
    named_history,
    read_all,
    read_documents,
    read_earlier,
    read_history,
    read_templates,
)
from auditor.render.finished import FinishedDepartment
from auditor.render.view import AuditResult, RuleText
from auditor.review.compare import known
from auditor.review.decide import decide as decide_findings
from auditor.review.forms import Returned
from auditor.settings import Settings, as_builtins, models_folder
from auditor.text.language import Language
from auditor.text.lexicon import Lexicons
from auditor.unfinished import Unfinished

#: From the mildest: `--fail-on 中` is met by 中 and 高.
_SEVERITIES = tuple(reversed(Severity))

#: A rule's own example is printed with its findings where it is no longer than this.
_SHORT_EXAMPLE = 3


@dataclass(frozen=True, slots=True)
class Answers:
    """What came back from earlier runs. `today` makes decisions expire, and nothing else.

    `baseline` is an earlier audit whose findings are not new.
    """

    today: date
    returned: Returned | None = None
    baseline: tuple[FinishedDepartment, ...] | None = None


@dataclass(frozen=True, slots=True)
class Audit:
    """What one run found; `failed` is true where a finding reaches `--fail-on`.

    `refused` says, a line each, which models could not be used.
    """

    result: AuditResult
    outcome: engine.Outcome
    failed: bool
    partial: bool
    refused: tuple[str, ...] = ()

    @property
    def coverage(self) -> Coverage:
        """Tables and rows found and read, over all documents."""
        return sum((d.coverage for d in self.result.corpus.documents), Coverage())


def audit(
    inputs: Sequence[Path],
    settings: Settings,
    *,
    jobs: int = 1,
    fail_on: Severity | None = None,
    anonymise: bool = False,
    history: Sequence[Path] = (),
    templates: Sequence[Path] = (),
    progress: Progress = lambda _done, _total: None,
    answers: Answers | None = None,
    kept: Unfinished | None = None,
) -> Audit:
    """Read, judge and score the inputs; writes nothing but what was read to `kept`.

    Raises:
        UsageError: the settings name an unknown rule or word list, or there is no file to read.
        UnreadableError: a template or an earlier output folder cannot be read.
    """
    checks = engine.select(catalogue.all_checks(), settings.rules)
    language = Language(Lexicons.load(settings.lexicons), settings.segmenter)
    files, skipped = collect(inputs)
    if not files and not skipped:
        msg = f"{inputs[0]}：文件夹里没有文件，请检查路径"
        raise UsageError(msg)
    # What can be refused is looked at before hours are spent on reading.
    indexes = list(
        {p.resolve(): p for given in sorted(history) for p in indexes_in(given)}.values()
    )
    for folder in indexes:
        verify_index(folder)
    prescribed, hashes = read_templates(templates, settings)
    loaded = store.find(models_folder(settings))
    documents, lost = read_all(files, settings, jobs, progress, kept)
    lost += skipped
    documents_before = [path for path in history if not is_index(path)]
    earlier, unread = read_history(documents_before, settings, jobs, kept)
    lost += unread
    read = mark_duplicates(documents)
    recalled = recall(indexes, read, earlier)
    hashes |= recalled.hashes
    corpus = examine(read, language, (*earlier, *recalled.documents), loaded.models)
    corpus = engine.compared(corpus, settings, prescribed, recalled.elsewhere)
    outcome = engine.run(corpus, checks, settings, language)
    lost += outcome.failures
    findings, record, baseline = outcome.findings, None, None
    if answers is not None and answers.returned is not None:
        lost += answers.returned.skipped
        record, findings = decide_findings(answers.returned, findings, corpus, answers.today)
    reports = scoring.score(corpus, findings, settings)
    if answers is not None and answers.baseline is not None:
        baseline = known(answers.baseline, reports, findings)
    told = scoring.confirmed_only(reports, settings) if record and record.reviewed else ()
    failed = fail_on is not None and any(
        _SEVERITIES.index(f.severity) >= _SEVERITIES.index(fail_on)
        for f in findings
        if f.review is not Review.FALSE_ALARM and f.id not in (baseline or ())
    )
    partial = any(s.kind is not SkipKind.NO_TABLES for s in lost)
    result = AuditResult(
        reports=reports,
        corpus=corpus,
        findings=findings,
        skipped=tuple(sorted(set(lost), key=lambda s: (s.path, s.part or "", s.reason))),
        rules={c.code: rule_text(c) for c in checks},
        citations={key: citation(key) for key in policies()},
        settings=settings,
        settings_text=settings_text(settings),
        formula=scoring.formula(settings),
        versions={name: version(name) for name in ("auditor", settings.segmenter)},
        input_hashes={**hashes, **{d.id: d.sha256 for d in corpus.history if d.sha256}},
        model_hash=loaded.models.digest if loaded.models else None,
        measures=store.measures(loaded.models) if loaded.models else (),
        fail_on=fail_on,
        anonymise=anonymise,
        review=record,
        told=told,
        baseline=baseline,
    )
    return Audit(result, outcome, failed, partial, loaded.refused)


def write(
    audit: Audit,
    out: Path,
    *,
    started: float,
    arguments: Sequence[str],
    today: date | None = None,
) -> tuple[Path, ...]:
    """Write every output file; `started` is `time.time()` at the start of the run.

    `today` is the day that decisions were held against. Gives back under which names files are kept
    that somebody had filled in.
    """
    kept = render.write(out, audit.result, failed=audit.failed, partial=audit.partial)
    render.write_run(out, started=started, finished=time.time(), arguments=arguments, today=today)
    return kept


@dataclass(frozen=True, slots=True)
class Recalled:
    """What stored indexes know that bears on an audit, and the hash of each."""

    documents: tuple[Document, ...]
    elsewhere: Elsewhere
    hashes: Mapping[str, str]


def recall(
    indexes: Iterable[Path], documents: Sequence[Document], earlier: Sequence[Document]
) -> Recalled:
    """Ask stored indexes; publications that are at hand anyway are passed over."""
    at_hand = set(map(publication, (*documents, *earlier)))
    found: list[Document] = []
    elsewhere, hashes = NOWHERE, dict[str, str]()
    for folder in sorted(indexes):
        known = stored.recall(folder, documents, at_hand)
        at_hand |= known.publications
        found += known.documents
        elsewhere = elsewhere.joined(known.elsewhere)
        hashes[_free(f"{HISTORY}{folder.resolve().name}", hashes)] = known.sha256
    return Recalled(tuple(named_history(found, earlier)), elsewhere, hashes)


def _free(name: str, taken: Container[str]) -> str:
    """The name, with a number where it is taken."""
    numbered = (f"{name}（{n}）" for n in count(2))
    return name if name not in taken else next(n for n in numbered if n not in taken)


def add_to_index(
    folder: Path,
    inputs: Sequence[Path],
    settings: Settings,
    *,
    jobs: int = 1,
    progress: Progress = lambda _done, _total: None,
) -> tuple[stored.Added, tuple[Skipped, ...]]:
    """Put documents, folders of them and earlier output folders into the stored index.

    Raises:
        UsageError: the index cannot be added to, or there is no file to read.
        UnreadableError: an earlier output folder is damaged.
    """
    check_index(folder)
    documents, lost = read_earlier(inputs, settings, jobs, progress)
    if not documents and not lost:
        msg = f"{inputs[0]}：文件夹里没有文件，请检查路径"
        raise UsageError(msg)
    # What names no region is held where one of its content is, of any region: it comes last.
    ordered = sorted(documents, key=lambda d: (d.region is None, d.id, d.sha256))
    added = stored.add_documents(folder, ordered)
    return added, tuple(sorted(set(lost), key=lambda s: (s.path, s.part or "", s.reason)))


def settings_text(settings: Settings) -> str:
    """The effective configuration as JSON; word lists by content, not by where they lie here."""
    built = as_builtins(settings)
    del built["notice"]  # letters are written later, and no finding rests on them
    del built["models"]  # told by their hash, not by where they lie here
    built["lexicons"] = {
        name: hashlib.sha256(Path(path).read_bytes()).hexdigest()
        for name, path in settings.lexicons.items()
    }
    return json.dumps(built, ensure_ascii=False, sort_keys=True, indent=1)


def examine(
    documents: Iterable[Document],
    language: Language,
    history: Iterable[Document] = (),
    models: store.Models | None = None,
) -> Corpus:
    """The documents as a corpus with every row judged, by rules alone where there are no models.

    Of the history, what is a publication of the audited ones' departments and years is left out.
    """
    ordered = tuple(sorted(documents, key=lambda d: d.id))
    audited: dict[tuple[str | None, int | None], list[Document]] = defaultdict(list)
    for document in ordered:
        audited[document.department, document.year].append(document)
    same = Publications(map(publication, ordered))
    earlier = tuple(
        d
        for d in sorted(history, key=lambda d: d.id)
        if not any(same_office(d, other) for other in audited[d.department, d.year])
        and publication(d) not in same
    )
    judgements = judge_documents((*ordered, *earlier), language, models)
    return Corpus(ordered, judgements, earlier)


def mark_duplicates(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Mark what repeats an earlier document: same department, year and projects.

    Those of known regions come first: one of none repeats one of them, and not they it, for it
    would be one county's and take the place of the other's.
    """
    before: dict[str, list[Document]] = defaultdict(list)
    marked: list[Document] = []
    for document in sorted(documents, key=lambda d: (d.region is None, d.id)):
        content, _ = publication(document)
        same = (d.id for d in before[content] if document.projects and same_region(d, document))
        if (first := next(same, None)) is not None:
            marked.append(replace(document, duplicate_of=first))
        else:
            before[content].append(document)
            marked.append(document)
    return tuple(sorted(marked, key=lambda d: d.id))


def rule_text(check: type[Check]) -> RuleText:
    """The catalogue's description in the form the reports print."""
    d = catalogue.describe(check)
    return RuleText(
        code=d.code,
        slug=d.slug,
        title=d.title,
        family=d.family,
        severity=d.severity,
        fault=d.fault,
        why=d.why,
        limits=d.limits,
        advice=d.advice,
        policy=d.policy,
        good=good if len(good := _lines(d.good)) <= _SHORT_EXAMPLE else (),
    )


def _lines(document: Document) -> tuple[str, ...]:
    lines = (line.strip().removeprefix("- ") for line in example(document))
    return tuple(line.replace("｜（空）", "") for line in lines)


def default_jobs() -> int:
    """As many workers as the machine has cores to give."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Decision:
    """What one rule says of one row: `fired` with its message, or why it stays silent."""

    check: type[Check]
    fired: bool
    words: str


def decide(
    path: Path, project: str, row: int, settings: Settings
) -> tuple[Project, Indicator, tuple[Decision, ...]]:
    """Every rule's decision on one row of one document, in catalogue order.

    `project` is a number as printed in the reports, a code or a name.

    Raises:
        UnreadableError: the document cannot be read.
        UsageError: it has no such project or row.
    """
    documents = read_documents(path, settings)
    found = [
        (document, p)
        for document in documents
        for p in document.projects
        if project in {str(p.seq), p.code or "", p.name or p.title}
    ]
    if len(found) != 1:
        raise UsageError(_which(path, project, documents, found))
    document, subject = found[0]
    indicators = [i for i in subject.indicators if i.row == row]
    if not indicators:
        count = len(subject.indicators)
        msg = f"{path.name}：项目“{project}”没有第 {row} 行，共 {count} 行"
        raise UsageError(msg)
    language = Language(Lexicons.load(settings.lexicons), settings.segmenter)
    checks = catalogue.all_checks()
    corpus = examine([document], language, (), store.find(models_folder(settings)).models)
    outcome = engine.run(corpus, checks, settings, language)
    chosen = set(engine.select(checks, settings.rules))

    def stands_here(finding: Finding) -> bool:
        return finding.project_seq == subject.seq and row in finding.rows

    said = {f.rule: f.message for f in outcome.findings if stands_here(f)}
    held = {f.rule: f"{f.message}（{why}）" for f, why in outcome.suppressed if stands_here(f)}
    decisions = []
    for check in checks:
        words = said.get(check.code) or held.get(check.code) or "未发现问题"
        if check not in chosen:
            words += "（本规则未启用）"
        decisions.append(Decision(check, check.code in said and check in chosen, words))
    return subject, indicators[0], tuple(decisions)


def _which(
    path: Path,
    project: str,
    documents: Sequence[Document],
    found: Sequence[tuple[Document, Project]],
) -> str:
    """What to ask for instead, where no project was meant or several may be."""
    several = dict.fromkeys(d.id for d in ([d for d, _ in found] or documents))
    if len(several) > 1:
        return f"{path.name}：其中有多份文件，请指定一份：{listed(several)}"
    projects = [p for _, p in found] or [p for d in documents for p in d.projects]
    choices = "；".join(f"{p.seq} {p.name or p.title or ''}" for p in projects)
    what = "有多个" if found else "没有"
    return f"{path.name}：{what}项目“{project}”，可选：{choices or '无（未读到项目）'}"


def by_severity(findings: Iterable[Finding]) -> dict[Severity, int]:
    """Counts for every severity, gravest first."""
    counts = dict.fromkeys(Severity, 0)
    for finding in findings:
        counts[finding.severity] += 1
    return counts


def diagnosis() -> tuple[tuple[str, str], ...]:
    """What is installed and what can be read, as label and text in Chinese."""
    checks = catalogue.all_checks()
    lexicons = Lexicons.load({})
    names = lexicons.names()
    return (
        ("版本", version("auditor")),
        ("Python", platform.python_version()),
        ("可读的格式", "、".join(FORMATS)),
        ("规则", f"{len(checks)} 条，默认启用 {sum(c.enabled for c in checks)} 条"),
        ("词表", f"{len(names)} 个，共 {sum(len(lexicons.words(n)) for n in names)} 词"),
        ("模型", _loaded_words(store.find())),
    )


def _loaded_words(loaded: store.Loaded) -> str:
    models = loaded.models
    told = f"{models.origin}，校验值 {models.digest[:16]}" if models else "没有可用的，按规则判断"
    return "；".join((told, *loaded.refused))
