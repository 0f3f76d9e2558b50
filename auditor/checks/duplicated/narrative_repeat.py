"""正文段落重复."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from auditor.checks.base import Context, CorpusCheck, Observation, Seen, paragraph_location
from auditor.checks.examples import document
from auditor.domain import Field, Severity

_TEXT = "加强支出管理，优化支出结构，编细编实预算，及时支付资金，确保支出进度达标。"


class NarrativeRepeat(CorpusCheck):
    """正文里同一段话出现了两次以上。

    重复的段落多半是排版或粘贴时留下的，影响文本的规范和完整，也可能漏掉了原本要写的内容。

    已知局限：只指出除序号外一字不差的段落；太短的段落（标题、套语）不比较。
    """

    code = "D05"
    slug = "narrative-repeat"
    title = "正文段落重复"
    severity = Severity.LOW
    policy = ("M88-complete",)
    advice = "删去重复的段落，核对是否漏写了其他措施或目标。"
    bad = document(paragraphs=[("工作保障措施", f"（{n}）{_TEXT}") for n in "二三"])
    good = document(
        paragraphs=[
            ("工作保障措施", f"（二）{_TEXT}"),
            ("工作保障措施", "（三）按要求开展绩效运行监控，发现问题及时采取措施。"),
        ]
    )

    def observe(self, context: Context) -> Iterator[Seen]:
        audited = {d.id: d for d in context.corpus.documents}
        repeated: dict[tuple[str, int], list[int]] = defaultdict(list)
        for pair in context.corpus.copies.pairs if context.corpus.copies else ():
            first, other = pair.a.paragraph, pair.b.paragraph
            if pair.a.document == pair.b.document and first is not None and other is not None:
                repeated[pair.a.document, first].append(other)
        for (name, first), others in repeated.items():
            document = audited[name]
            numbered = {p.number: p for p in document.paragraphs}
            yield (
                document,
                None,
                Observation(
                    quote=numbered[first].text,
                    message=f"这段话在正文中出现了{len(others) + 1}次",
                    fields=(Field.PARAGRAPH,),
                    paragraph=first,
                    related=tuple(paragraph_location(document, numbered[n]) for n in others),
                ),
            )
