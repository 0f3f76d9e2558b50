"""Values in words: which are empty, which are grades, which are states; the rest are phrases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from auditor.text.lexicon import Lexicons


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The words that decide what a value in words is: the `target_*` lists of the lexicons.

    What is made of values is kept by vocabulary, so it is known by its identity.
    """

    placeholders: frozenset[str]
    grades: frozenset[str]
    states: frozenset[str]
    deeds: frozenset[str]
    manners: frozenset[str]
    events: frozenset[str]

    @classmethod
    def of(cls, lexicons: Lexicons) -> Vocabulary:
        """The vocabulary of these lexicons, the user's words included."""
        return cls(
            placeholders=frozenset(w.casefold() for w in lexicons.words("target_placeholder")),
            grades=lexicons.words("target_grade"),
            states=lexicons.words("target_state"),
            deeds=lexicons.words("target_deed"),
            manners=lexicons.words("target_manner"),
            events=lexicons.words("target_event"),
        )


@cache
def shipped() -> Vocabulary:
    """The vocabulary of the shipped lexicons."""
    return Vocabulary.of(Lexicons.load())


@cache
def listed(name: str) -> frozenset[str]:
    """The entries of `<name>.txt` beside this module; lines starting with # are notes."""
    text = resources.files(__package__).joinpath(f"{name}.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


def one_of(*names: str) -> str:
    """A regular expression for any entry of the files, longest first."""
    return alternatives(frozenset[str]().union(*(listed(name) for name in names)))


def alternatives(words: frozenset[str]) -> str:
    """A regular expression for any of the words, longest first."""
    return "(?:" + "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w))) + ")"


_MARKS = re.compile(r"[-/\\*.…·_~,:;。、?!+#×%()\[\]\"≥≤=<>〇|—]*$")

_LEVEL = r"(?:[一二三四五六七八九1-9ⅠⅡⅢⅣⅤ甲乙丙丁]|[IV]{1,3}|[ABCabc]{1,3}|[1-5]A)"
_GRADE = re.compile(
    rf"""(?:达到|达|不低于|通过|获|为|第|评为|国家|市级|符合|地表水|水质|空气质量)*
        (?:(?:[0-9]\.[0-9])?(?:等保|密评|等级保护)?(?:第)?{_LEVEL}(?:级|等|类|档|星级|星)(?:标准|等次|水质|资质|甲等|景区|[一二三]类园?)?
          |{_LEVEL}等奖|[1-5]A景区
          |.{{0,24}}(?:考核|评价|评定|评级|评估|等次|等级|结果)(?:为|达到|结果|等次|等级)*(?:优秀|良好|优|良|合格)(?:等次|等级|档次)?
          |.{{0,8}}(?:合格|达标)
          |.{{0,10}}(?:国家标准|行业标准|地方标准|国标|行标|GB/?T?[0-9.-]+|[ⅠⅡⅢⅣⅤIV]+类.{{0,4}}标准)
          |(?:优秀|良好|优良|合格|优|良)(?:等次|等级|档次|级别)?
        )(?:及以上|以上|及以下|以下|或以上|标准|要求)*$""",
    re.VERBOSE,
)
_GRADE_LAST = re.compile(r"[^,;。]{1,16}[,;](?:优秀|良好|优|良|合格)$")
_GRADE_FIRST = re.compile(r"(?:优秀|良好|优良|合格|较好|优|良|中|差|好|高|低)(?=[,，;:。(\[]|$)")
_NOT_A_GRADE = re.compile(r"(?:不断|持续|逐步|提高|提升|促进|推动|改善|确保|保障|[,;。])")

_WITHIN_BUDGET = re.compile(
    r"(?:全年)?.{0,6}?(?:不超过?|未超过?|控制在|在|严格控制在).{0,8}?(?:预算|批复|概算|计划)"
    r".{0,8}?(?:内|以内|之内|内支出|总额|数|金额|批复数|范围)?$"
)
_NOTHING_HAPPENED = re.compile(
    r"(?:不|未|不得|没有|杜绝)再?(?:发生|出现|产生|受到)|杜绝.{1,16}发生$"
)
_VERDICT = re.compile(r"(?:即)?(?:为|视为|评为)(?:合格|优秀?|良好?|达标)$")
_WISH = re.compile(
    r"(?:提升|提高|促进|推动|推进|改善|增强|加强|优化|增加|增长|显著|明显|有效|逐步|持续|进一步|不断|大幅|长期)"
)

_FIGURE = re.compile(r"[0-9]|年底|[上下]半年|[一二三四]季度|[一二两三四五六七八九十]月")


@lru_cache(maxsize=4)
def _deed(vocabulary: Vocabulary) -> re.Pattern[str]:
    manner, deed = alternatives(vocabulary.manners), alternatives(vocabulary.deeds)
    return re.compile(
        rf"(?:.{{0,10}}?{manner}(?:[、且并地]?{manner})*(?:将.{{1,10}})?{deed}(?:[、且并]?{deed})*(?:率)?.{{0,8}}"
        rf"|(?:完成|通过).{{0,12}}(?:验收|评审|审查|审计|考核|鉴定|备案|批复|任务|竣工|工作|采购|目标|招标|建设)"
        rf"|.{{0,10}}(?:符合|达到|满足).{{0,10}}(?:要求|规定|标准|约定|定额)|.{{0,6}}全覆盖|.{{1,12}}(?:正常(?:使用|运行|运转)|(?:运行|运转|使用)正常)"
        rf"|(?:具备|具有|持有|取得).{{1,16}}(?:职称|资质|资格|证书?|认证)"
        rf"|.{{1,8}}(?:完成|完工|竣工|完毕|建成|到位|投入使用)(?:并.{{0,6}})?)$"
    )


@lru_cache(maxsize=4)
def _absence(vocabulary: Vocabulary) -> re.Pattern[str]:
    event = alternatives(vocabulary.events)
    return re.compile(
        rf"(?:.{{0,8}}{event}(?:次数|起数|数)?为(?:零|0)|.{{0,6}}(?:无|零|0){event}(?:发生|现象|情况|事件|记录)?|零(?:发生|投诉|事故))$"
    )


def is_empty(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a folded value says nothing: blank, marks alone, or a placeholder word."""
    return _MARKS.match(text) is not None or text.casefold() in vocabulary.placeholders


def is_grade(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a folded value is a step of a scale or a named standard."""
    if _VERDICT.search(text) and len(text) > 4:  # noqa: PLR2004
        return False
    if text in vocabulary.grades or _GRADE_FIRST.match(text) or _GRADE_LAST.match(text):
        return True
    return _GRADE.match(text) is not None and _NOT_A_GRADE.search(text) is None


def is_state(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a folded value is a state that evidence settles with yes or no."""
    text = _VERDICT.sub("", text)
    if text in vocabulary.states:
        return True
    if (
        _NOTHING_HAPPENED.match(text)
        or _absence(vocabulary).match(text)
        or _WITHIN_BUDGET.match(text)
    ):
        return True
    if _FIGURE.search(text) or _WISH.search(text):
        return False
    return _deed(vocabulary).match(text) is not None
