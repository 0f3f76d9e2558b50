"""整改通知 for each department and 审计取证单 for each project, from a finished audit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path, PurePosixPath

import msgspec

from auditor.domain import (
    Addition,
    Certainty,
    Document,
    DocumentReport,
    Finding,
    Project,
    ProjectReport,
    Report,
    Review,
    Score,
    Severity,
    office,
)
from auditor.render import folder, words
from auditor.render.finished import Finished, FinishedDepartment, FinishedProject
from auditor.render.marks import numbered
from auditor.render.view import Mark
from auditor.render.word.fill import Template
from auditor.settings import Notice

_HERE = Path(__file__).parent / "word"
#: What is left to fill in by hand: a clock would make two runs differ.
_DATE, _SHORT_DATE, _BLANK = "　　　　年　　月　　日", "　　年　月　日", "　　　　"
_MANIFEST = "manifest.json"
#: A quote longer than this is cut in a table of a letter; the report has it in full.
_QUOTE = 120


@dataclass(frozen=True, slots=True)
class Written:
    """How many papers were written and where; `kept` are those that somebody had edited."""

    folder: Path
    notices: int
    sheets: int
    reviewed: bool
    kept: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class _Item:
    """One fault as the papers tell it."""

    key: tuple[str, int]
    texts: dict[str, str]
    pages: tuple[int, ...]
    severity: Severity | None


def write(out: Path, audit: Finished, settings: Notice, citations: Mapping[str, str]) -> Written:
    """Write a folder for each department that has something to mend.

    After a review the papers tell confirmed findings only; before, all that count and are not 待核.
    A paper that somebody has edited since is kept under another name.

    Raises:
        UsageError: a template cannot be used, or a file cannot be written.
    """
    notice = Template(Path(settings.notice) if settings.notice else _HERE / "notice.docx")
    evidence = Template(Path(settings.evidence) if settings.evidence else _HERE / "evidence.docx")

    def files() -> Iterator[tuple[str, folder.Content]]:
        for number, department in enumerate(audit.departments, 1):
            items = _items(department, audit, citations)
            if not items:
                continue
            stem = PurePosixPath(department.page).stem
            letter = _letter(department, items, audit, settings)
            yield f"{stem}/整改通知.docx", [notice.fill(letter)]
            sheets = _sheets(department, items, number, settings)
            for n, sheet in enumerate(sheets, 1):
                yield f"{stem}/审计取证单-{n:02}.docx", [evidence.fill(sheet)]

    written = folder.write_all(out, files(), _MANIFEST)
    manifest = {"hashes": {"outputs": dict(sorted(written.hashes.items()))}}
    content = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    folder.write(out / _MANIFEST, [content, b"\n"])
    letters = sum(name.endswith("整改通知.docx") for name in written.hashes)
    return Written(out, letters, len(written.hashes) - letters, audit.reviewed, written.kept)


def _letter(
    department: FinishedDepartment, items: Sequence[_Item], audit: Finished, settings: Notice
) -> dict[str, str | Sequence[Mapping[str, str]]]:
    found = Counter(item.severity for item in items)
    waiting = sum(
        f.review in {None, Review.PENDING} and f.severity is not Severity.NOTE
        for f in department.findings
    )
    rest = f"；另有{waiting}处尚未复核或待定，未列入" if waiting else ""
    stem = PurePosixPath(department.page).stem
    return {
        "部门": office(department) or "（部门名称未识别）",
        "年度": f"{department.year}年度" if department.year else "（年度未识别）",
        "项目数": str(len(department.projects)),
        "预算合计": _total(department.projects),
        "问题数": str(len(items)),
        **{s.value: str(found[s]) for s in (Severity.HIGH, Severity.MEDIUM, Severity.LOW)},
        "补充": str(found[None]),
        "复核情况": f"以上问题均经人工复核确认{rest}。" if audit.reviewed else "",
        "整改期限": settings.deadline or _DATE,
        "回复表": f"{stem}.xlsx",
        "联系人": settings.contact or _BLANK,
        "发文单位": settings.office or _BLANK,
        "日期": _DATE,
        "问题": [item.texts for item in items],
    }


def _sheets(
    department: FinishedDepartment, items: Sequence[_Item], number: int, settings: Notice
) -> Iterator[dict[str, str | Sequence[Mapping[str, str]]]]:
    """One for each project with a fault, in printed order; one for what stands in the text."""
    projects = {(p.document, p.seq): p for p in department.projects}
    by_project: dict[tuple[str, int], list[_Item]] = defaultdict(list)
    for item in items:
        by_project[item.key].append(item)
    order = [*projects, *(key for key in by_project if key not in projects)]
    for n, key in enumerate((k for k in order if k in by_project), 1):
        project, group = projects.get(key), by_project[key]
        name = project.name if project else "绩效目标正文"
        pages = sorted({page for item in group for page in item.pages})
        yield {
            "编号": f"{department.year or '年度不明'}-{number:03}-{n:02}",
            "部门": office(department) or "（部门名称未识别）",
            "年度": f"{department.year}年度" if department.year else "（年度未识别）",
            "事项": f"“{name}”绩效目标文本的{len(group)}处问题",
            "项目": name,
            "项目编码": (project.code if project else None) or "",
            "涉及金额": words.money(project.budget) if project else "",
            "页码": f"第{'、'.join(map(str, pages))}页" if pages else "原文未分页，位置见下表",
            "资料来源": key[0],
            "编制人": settings.preparer or "",
            "复核人": settings.reviewer or "",
            "日期": _SHORT_DATE,
            "问题": [item.texts for item in group],
        }


def _items(
    department: FinishedDepartment, audit: Finished, citations: Mapping[str, str]
) -> list[_Item]:
    marks = _marks(department)
    told = [f for f in department.findings if _is_told(f, reviewed=audit.reviewed)]
    items = [
        _item(replace(f, message=audit.messages.get(f.id, f.message)), marks[f.id], citations)
        for f in sorted(told, key=lambda f: _number_order(marks[f.id]))
    ]
    return [*items, *(_added(a, n) for n, a in enumerate(department.additions, 1))]


def _is_told(finding: Finding, *, reviewed: bool) -> bool:
    if finding.severity is Severity.NOTE:  # needs no answer
        return False
    if reviewed:
        return finding.review is Review.CONFIRMED
    return finding.certainty is not Certainty.UNSURE and finding.review is not Review.FALSE_ALARM


def _item(finding: Finding, mark: Mark, citations: Mapping[str, str]) -> _Item:
    field = words.FIELD_NAMES[finding.fields[0]] if finding.fields else ""
    cut = len(finding.quote) > _QUOTE
    texts = {
        "编号": mark.number,
        "项目": finding.project_name or "正文",
        "位置": "的".join(t for t in (words.rows(finding.rows), field) if t),
        "页码": _page(finding),
        "程度": finding.severity.value,
        "问题": finding.title,
        "原文": finding.quote[:_QUOTE] + "……" if cut else finding.quote or "（空白）",
        "理由": _sentence(finding.message),
        "建议": f"建议：{_sentence(finding.advice)}" if finding.advice else "",
        "依据": "；".join(citations.get(key, key) for key in finding.policy),
    }
    key = (finding.document, finding.project_seq or 0)
    return _Item(key, texts, _pages(finding), finding.severity)


def _added(addition: Addition, number: int) -> _Item:
    texts = {
        "编号": f"补-{number:02}",
        "项目": addition.project,
        "位置": words.rows((addition.row,)) if addition.row else "",
        "页码": "",
        "程度": "补充",
        "问题": "审核人员补充的问题",
        "原文": addition.indicator,
        "理由": _sentence(addition.text),
        "建议": "",
        "依据": "",
    }
    return _Item((addition.document or "", addition.project_seq or 0), texts, (), None)


def _pages(finding: Finding) -> tuple[int, ...]:
    return tuple(sorted({p.place.page for p in finding.places if p.place.page is not None}))


def _page(finding: Finding) -> str:
    """The pages, or what else the format has of the way to the spot."""
    if pages := _pages(finding):
        return f"第{'、'.join(map(str, pages))}页"
    return words.place(finding.places[0].place) if finding.places else ""


def _marks(department: FinishedDepartment) -> dict[str, Mark]:
    """The numbers that the report gave, dismissed findings counted."""
    by_document: dict[str, list[Finding]] = defaultdict(list)
    for finding in department.findings:
        by_document[finding.document].append(finding)
    none = Score(0, None)
    documents = tuple(
        DocumentReport(
            Document(document),
            tuple(
                ProjectReport(Project(p.seq), (), (), none, ())
                for p in department.projects
                if p.document == document
            ),
            (),
        )
        for document in department.documents
    )
    return numbered(Report(department.department, department.year, documents, none), by_document)


def _number_order(mark: Mark) -> tuple[int, int]:
    _, chapter, number = mark.anchor.split("-")
    return (int(chapter) or 1_000_000, int(number))


def _total(projects: Iterable[FinishedProject]) -> str:
    return words.money(sum((p.budget for p in projects if p.budget is not None), Decimal(0)))


def _sentence(text: str) -> str:
    return text if not text or text.endswith(("。", "？", "！", "…", "）")) else f"{text}。"
