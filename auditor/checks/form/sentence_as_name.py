"""名称冗长成句."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.examples import one_row
from auditor.domain import Field, Row, Severity, TargetKind
from auditor.settings import Thresholds
from auditor.text.normalise import fold

_BRACKETED = re.compile(r"\([^()]*\)|《[^》]*》|\"[^\"]*\"|\[[^\[\]]*\]")
_PARTS = re.compile(r"[，,；;。]")
#: A sentence that ends in its measure still tells what is measured.
_MEASURED = re.compile(
    r"(?:率|数|数量|人次|次数|比例|占比|比重|满意度|知晓度|及时性|时间|时长|时限|金额|面积|成本|费用|量|率达|等次)\W*$"
)
_NUMBERING = re.compile(r"^(?:指标)?\d{1,2}[:、.]")
#: Clauses that do, not name: they begin with a verb of purpose or of change.
_DOING = re.compile(
    r"^(?:通过|为|使|对|按|根据|确保|保障|保证|促进|推动|推进|提升|提高|增强|加强|加快|改善|优化|完善|"
    r"维护|实现|开展|组织|落实|支持|营造|打造|减少|降低|消除|防止|避免|有效|进一步|切实|不断|充分|带动|引导|助力|满足|完成|建立)"
)


class SentenceAsName(RowCheck):
    """三级指标名称写成了一句话，而不是指标的名称。

    指标名称应当简短，说清衡量什么；写成一句话，衡量的内容就淹没在工作描述里，汇总时也无法使用。

    书名号和括号里的文字不计入长度；并列几个名词的、以比率或数量结尾的、说明何时做完什么的名称不提示。

    已知局限：只看长度、标点和句首动词，不理解句意。
    """

    code = "F05"
    slug = "sentence-as-name"
    title = "名称冗长成句"
    severity = Severity.LOW
    advice = "把名称缩短为所衡量的事物，例如“__率”“__数量”“__时间”，工作内容移到绩效指标描述。"
    bad = one_row(
        "社会效益指标", "通过基础设施的维护升级，为入驻企业提供完善的基础设施服务", "有效提升"
    )
    good = one_row("社会效益指标", "入驻企业对基础设施的投诉件数", "≤5件")

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        name = row.indicator.name or ""
        if row.judgement.target.kind is TargetKind.DATE:
            return
        if _is_sentence(name, context.settings.thresholds):
            yield Observation(
                quote=name,
                message=f"三级指标名称“{name}”写成了一句话，不是所衡量事物的名称",
                fields=(Field.NAME,),
            )


def _is_sentence(name: str, thresholds: Thresholds) -> bool:
    plain = _BRACKETED.sub("", _NUMBERING.sub("", fold(name))).rstrip("。.;；，,")
    if _MEASURED.search(plain):
        return False
    clauses = [clause for clause in _PARTS.split(plain) if clause]
    doing = sum(bool(_DOING.match(clause)) for clause in clauses)
    if len(clauses) > 1 and len(plain) >= thresholds.sentence_characters:
        return doing > 0
    return len(plain) >= thresholds.long_name_characters and doing > 0
