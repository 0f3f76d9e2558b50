"""正文与他处雷同."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from auditor.checks.base import Context, CorpusCheck, Observation, Seen, paragraph_location
from auditor.checks.copied import sides
from auditor.checks.examples import document
from auditor.domain import (
    Certainty,
    CopyPair,
    CopyScope,
    CopySide,
    Document,
    Field,
    Location,
    Severity,
    offices,
)

_TEXT = "围绕特色果蔬产业做优品种、做强加工、做响品牌，建设三个标准化示范园，带动周边农户增收。"


class NarrativeAlike(CorpusCheck):
    """正文段落或项目绩效目标与其他部门、其他项目或者往年的文字雷同。

    目标和措施应当写本单位本年度要做的事；换了单位、年份仍一字不差的段落，说明没有结合实际编写。

    格式文本规定的套话（如“加强支出管理”一类保障措施）不计；与本部门往年雷同的只作提示。

    已知局限：换了说法的雷同认不出来；只比较一起审核的文件和给定的往年资料；年度不同时算在后一年，与主管部门
    雷同时算在下属单位，其余分不清谁先谁后。
    """

    code = "P08"
    slug = "narrative-alike"
    title = "正文与他处雷同"
    severity = Severity.LOW
    certainty = Certainty.LIKELY
    policy = ()
    advice = (
        "结合本单位本年度的任务重写这些段落，写明要做什么、做到什么程度，例如“完成__，使__达到__”。"
    )
    bad = document(paragraphs=[("总体绩效目标", _TEXT)])
    good = document(
        paragraphs=[
            ("总体绩效目标", "全年完成高标准农田建设任务，新增节水灌溉面积，保障粮食播种面积稳定。")
        ]
    )
    beside = (
        document(paragraphs=[("总体绩效目标", _TEXT)], department="示例县商务局", id="示例二.txt"),
    )

    def observe(self, context: Context) -> Iterator[Seen]:
        audited = sides.documents(context)
        whose = offices(context.corpus.documents, context.corpus.history)
        grouped: dict[tuple[str, int | None, str], list[tuple[CopySide, CopySide, CopyPair]]]
        grouped = defaultdict(list)
        for pair in sides.pairs(context):
            if pair.scope is not CopyScope.NARRATIVE:
                continue
            for own, other in sides.bearers(pair, audited):
                if own.document not in audited or not _bears(own, other):
                    continue
                grouped[own.document, own.project_seq, other.document].append((own, other, pair))
        told: set[tuple[str, int]] = set()
        for (name, seq, _), found in grouped.items():
            own, other, pair = found[0]
            if seq is not None and (name, seq) in told:
                continue  # one for a project's goals
            if seq is not None:
                told.add((name, seq))
            document = audited[name]
            project = next((p for p in document.projects if p.seq == seq), None)
            where = sides.called(other)
            where += f"项目“{other.project_name}”的绩效目标" if project else "正文"
            what = "绩效目标" if project else f"正文有{len(found)}段"
            mild = pair.akin or (
                whose[own.document] == whose[other.document] and own.year != other.year
            )
            yield (
                document,
                project,
                Observation(
                    quote=_quote(document, own),
                    message=f"{what}与{where}文字雷同（相似度{pair.similarity:.0%}）",
                    fields=(Field.GOALS,) if project else (Field.PARAGRAPH,),
                    paragraph=own.paragraph,
                    severity=Severity.NOTE if mild else None,
                    certainty=Certainty.UNSURE if mild else None,
                    related=tuple(_location(o, audited) for _, o, _ in found),
                    score=pair.similarity,
                ),
            )


def _bears(own: CopySide, other: CopySide) -> bool:
    """Within a document the later project bears it; paragraphs there are another rule's."""
    if own.document == other.document:
        return (own.project_seq or 0) > (other.project_seq or 0)
    return True


def _quote(document: Document, side: CopySide) -> str:
    if side.paragraph is not None:
        return next(p.text for p in document.paragraphs if p.number == side.paragraph)
    project = next(p for p in document.projects if p.seq == side.project_seq)
    return max(project.goals, key=len, default="")


def _location(side: CopySide, audited: Mapping[str, Document]) -> Location:
    if (document := audited.get(side.document)) is None:
        field = Field.GOALS if side.paragraph is None else Field.PARAGRAPH
        return Location(side.document, side.project_seq, None, side.paragraph, field)
    if side.paragraph is not None:
        found = next(p for p in document.paragraphs if p.number == side.paragraph)
        return paragraph_location(document, found)
    project = next(p for p in document.projects if p.seq == side.project_seq)
    return Location(
        document.id, project.seq, None, None, Field.GOALS, project.place_of(Field.GOALS)
    )
