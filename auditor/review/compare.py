"""What became of each finding between two audits: fixed, new, left or changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from auditor.domain import Finding, Owned, Report, Review, office, same_region
from auditor.render.finished import Finished, FinishedDepartment
from auditor.render.view import Changed, Compared, Comparison
from auditor.text.normalise import comparable

_Names = Mapping[tuple[str, int, int], str]
_Key = Callable[[Finding, _Names], object]
_Pair = tuple[FinishedDepartment, FinishedDepartment]


def compare(old: Finished, new: Finished) -> Comparison:
    """Compare departments that stand in both; findings of the others are neither fixed nor new.

    A department is compared with itself in the same year, or else with its nearest earlier year.
    """
    pairs, only_old, only_new = _paired(old.departments, new.departments)
    return Comparison(
        departments=tuple(_compared(a, b, old, new) for a, b in pairs),
        only_old=tuple(sorted(_name(d) for d in only_old)),
        only_new=tuple(sorted(_name(d) for d in only_new)),
        cautions=tuple(_cautions(old, new)),
    )


def summary(comparison: Comparison) -> Iterator[str]:
    """Lines for the terminal."""
    yield from comparison.cautions
    for d in comparison.departments:
        scores = f"，得分 {_score(d.old_score)} → {_score(d.new_score)}"
        numbers = _numbers(len(d.fixed), len(d.new), len(d.left), len(d.changed))
        caution = f"（{d.caution}）" if d.caution else ""
        yield f"{d.department}：{numbers}{scores}{caution}"
    for name in comparison.only_old:
        yield f"{name}：后来的审核里没有，没有比较"
    for name in comparison.only_new:
        yield f"{name}：以前的审核里没有，没有比较"
    counts = comparison.counts()
    yield f"合计：{_numbers(*(counts[k] for k in ('fixed', 'new', 'left', 'changed')))}"


def _numbers(fixed: int, new: int, left: int, changed: int) -> str:
    return f"已改 {fixed}，新出现 {new}，仍存在 {left}，有变化 {changed}"


def _score(points: float | None) -> str:
    return "未评分" if points is None else f"{points:.1f}"


def _cautions(old: Finished, new: Finished) -> Iterator[str]:
    a, b = old.manifest.get("hashes", {}), new.manifest.get("hashes", {})
    for key, what in (("rules", "规则"), ("config", "配置"), ("model", "模型")):
        if a.get(key) != b.get(key):
            yield f"两次审核的{what}不同，已改和新出现的问题可能由此而来，不一定是文本有了变化"


# --------------------------------------------------------------------------------------------
# Departments


def _paired(
    old: Sequence[FinishedDepartment], new: Sequence[FinishedDepartment]
) -> tuple[list[_Pair], list[FinishedDepartment], list[FinishedDepartment]]:
    by_name: dict[object, list[FinishedDepartment]] = defaultdict(list)
    for department in old:
        by_name[_name_or_documents(department)].append(department)
    pairs: list[_Pair] = []
    for department in new:
        choices = _of_its_region(by_name[_name_or_documents(department)], department)
        same = [d for d in choices if d.year == department.year]
        earlier = [d for d in choices if (d.year or 0) < (department.year or 0)]
        if same:
            pairs.append((same[0], department))
        elif earlier:
            pairs.append((max(earlier, key=lambda d: d.year or 0), department))
    matched = {id(d) for pair in pairs for d in pair}
    only_old = [d for d in old if id(d) not in matched]
    return pairs, only_old, [d for d in new if id(d) not in matched]


def _name_or_documents(department: FinishedDepartment) -> object:
    """A department whose name nobody could read is known by its documents alone."""
    return department.department or department.documents


def _of_its_region(
    choices: Iterable[FinishedDepartment], department: Owned
) -> list[FinishedDepartment]:
    """Those in its region; else, where one side's is unknown, those of the only region there is."""
    alike = [d for d in choices if same_region(d, department)]
    exact = [d for d in alike if d.region == department.region]
    return exact or (alike if len({d.region for d in alike}) == 1 else [])


def _name(d: FinishedDepartment) -> str:
    return f"{office(d) or '部门名称未识别'}{f'{d.year}年度' if d.year else ''}"


def _compared(
    a: FinishedDepartment, b: FinishedDepartment, old: Finished, new: Finished
) -> Compared:
    before, now = _standing(a.findings), list(b.findings)
    keys = (*_SAME, *_CHANGED)
    matched, fixed, fresh = _matched(before, now, old.names, new.names, keys)
    dismissed = {f.id for f in b.findings if f.review is Review.FALSE_ALARM}
    known_dismissed = {f.id for f in a.findings if f.review is Review.FALSE_ALARM}
    changed, left = [], []
    for earlier, after in matched:
        what = tuple(_differences(earlier, after))
        if what:
            changed.append(Changed(earlier, after, what))
        else:
            left.append(after)
    less_read = (
        b.rows_read < b.rows_found and b.rows_found - b.rows_read > a.rows_found - a.rows_read
    )
    return Compared(
        department=_name(b),
        old_year=a.year,
        new_year=b.year,
        old_score=a.score,
        new_score=b.score,
        old_grade=a.grade,
        new_grade=b.grade,
        fixed=tuple(fixed),
        new=tuple(f for f in fresh if f.id not in dismissed | known_dismissed),
        left=tuple(left),
        changed=tuple(changed),
        caution="后一次有指标行没有读到，已改的问题请核对" if less_read else "",
    )


def known(
    old: Sequence[FinishedDepartment], reports: Iterable[Report], findings: Iterable[Finding]
) -> frozenset[str]:
    """The ids of those findings that an earlier audit has of the same department and year.

    Ids rest on the printed name and number equals through, so that those of two counties are told
    apart by the region, and what another county's have moved is found by its words.
    """
    by_document: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_document[finding.document].append(finding)
    found: set[str] = set()
    for report in reports:
        choices = [d for d in old if (d.department, d.year) == (report.department, report.year)]
        if report.department is not None:
            choices = _of_its_region(choices, report)
        before = [f for d in choices for f in d.findings]
        now = [f for d in report.documents for f in by_document[d.document.id]]
        pairs, _, _ = _matched(before, now, {}, {}, _SAME)
        found.update(f.id for _, f in pairs)
    return frozenset(found)


def _standing(findings: Iterable[Finding]) -> list[Finding]:
    return [f for f in findings if f.review is not Review.FALSE_ALARM]


# --------------------------------------------------------------------------------------------
# Findings


def _matched(
    old: list[Finding],
    new: list[Finding],
    old_names: _Names,
    new_names: _Names,
    keys: Sequence[_Key],
) -> tuple[list[tuple[Finding, Finding]], list[Finding], list[Finding]]:
    """Pairs of one fault by the keys, surest first, and what is left of the old and of the new."""
    pairs: list[tuple[Finding, Finding]] = []
    for key in keys:
        waiting: dict[object, list[Finding]] = defaultdict(list)
        for f in old:
            if (k := key(f, old_names)) is not None:
                waiting[k].append(f)
        taken: set[str] = set()
        rest = []
        for f in new:
            candidates = waiting.get(key(f, new_names)) or []
            if candidates:
                match = candidates.pop(0)
                taken.add(match.id)
                pairs.append((match, f))
            else:
                rest.append(f)
        old, new = [f for f in old if f.id not in taken], rest
    return pairs, old, new


def _by_id(f: Finding, _: _Names) -> object:
    return f.id


def _by_words(f: Finding, _: _Names) -> object:
    return (*_subject(f), comparable(f.quote)) if f.quote else (*_subject(f), f.rows)


def _by_name(f: Finding, names: _Names) -> object:
    named = [comparable(names.get((f.document, f.project_seq or 0, r), "")) for r in f.rows]
    return (*_subject(f), tuple(named)) if any(named) else None


def _by_row(f: Finding, _: _Names) -> object:
    return (*_subject(f), f.rows) if f.rows else (*_subject(f), _paragraph(f))


#: What says that two findings are the same, and what says so of one that was changed.
_SAME: tuple[_Key, ...] = (_by_id, _by_words)
_CHANGED: tuple[_Key, ...] = (_by_name, _by_row)


def _subject(f: Finding) -> tuple[object, ...]:
    return (f.rule, comparable(f.project_name or ""), f.fields)


def _paragraph(f: Finding) -> object:
    return tuple(p.paragraph for p in f.places)


def _differences(old: Finding, new: Finding) -> Iterator[str]:
    if comparable(old.quote) != comparable(new.quote):
        yield f"原文由“{old.quote}”改为“{new.quote}”"
    if old.severity is not new.severity:
        yield f"程度由{old.severity}改为{new.severity}"
    if old.certainty is not new.certainty:
        yield f"把握由{old.certainty}改为{new.certainty}"
    if new.review is Review.FALSE_ALARM:
        yield "复核认定为误报"
    if old.quote == new.quote and old.id == new.id and old.message != new.message:
        yield "说明有变化"
