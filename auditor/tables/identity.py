"""Whose document it is and of which year, from the document's own text, and which form it uses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from auditor.domain import Project
from auditor.tables.wording import bare, clean, headings
from auditor.text.normalise import fold

_YEAR = r"(?:19|20)\d\d|二[〇○零０Oo0][一二三四五六七八九〇○零０Oo0]{2}"
_YEAR_OF_PLAN = re.compile(
    rf"({_YEAR})\s*年\s*度?(?=[^。；]{{0,30}}?(?:预算|绩效目标|绩效文本|项目支出|部门整体))"
)
_NAMED_YEAR = re.compile(rf"({_YEAR})\s*年")
# What begins a line that names the department above, whose region comes last.
_ABOVE = ("主管", "项目主管", "上级")
_PARTED_BY_YEAR = re.compile(rf"(?:{_YEAR})\s*年?\s*度?")
_LONGEST_HEADING = 80
_ANY_YEAR = re.compile(r"(?<![〔\[【（(\d])((?:19|20)\d\d)\s*年")
# The day a form was filled in is of the year before.
_FILLED_IN = re.compile(r"(?:日期|时间)\s*[:：]\s*(?:19|20)\d\d\s*年")
# Hebei numbers every project anew each year: region, year, serial. In Beijing's codes, which look
# alike, the year is that of a project's first budget.
_YEAR_IN_CODE = re.compile(r"13\d{4}([12]\d)[0-9A-Z]{12,14}")
_DIGITS = str.maketrans("〇○零０Oo一二三四五六七八九", "000000123456789")
_UNIT_LINE = re.compile(r"(\d{3,9})\s*[-—_]?\s*([\u3400-\u9fff][\u3400-\u9fff（）()、·“”\d]{3,40})")
_HEAD_OFFICE = re.compile(r"[（(]?(?:本级|机关|本部)[）)]?$")
_SUMMED_UP = re.compile(r"[（(](?:汇总|部门汇总|合计)[）)]$")
_COMPILED_BY = re.compile(r"(.+?)(?:编制|编报|编|填报)$")
_NAME = re.compile(r"[^，。；：:、]{4,40}")
# Some names have 市 or 旗 within, and an autonomous one may be long.
_REGION = re.compile(
    r"(沙市区|新市区|津市市|红旗区"
    r"|[\u3400-\u9fff]{1,6}?(?:自治州|自治县|市|县|区|旗)"
    r"|[\u3400-\u9fff]{7,14}?自治[州县旗])(?!场|(?<=区)[域块]|政(?!务|府|协|法))"
)
_AUTONOMOUS = re.compile(r"^(?:壮族|回族|维吾尔)?自治区")
_NAMED_AS_PROVINCE = ("吉林市", "河北区", "海南区", "海南藏族自治州", "河南蒙古族自治县")
_PARTY = re.compile(
    r"^(?:中国共产党|中共|中国人民政治协商会议|政协|中国共产主义青年团|共青团)(?!中央|党)"
)
_YEAR_ALONE = re.compile(rf"(?:({_YEAR})\s*年度?|[（(]({_YEAR})\s*(?:年度?)?[）)])")
_STAMP = re.compile(r"[（(](?:公章|盖章|印章|章)[）)]$")
# What a cover says behind the department's name.
_PUBLICATION = re.compile(r"(?:部门|单位)?(?:预算|决算|绩效目标|项目支出|整体支出)")
_NO_REGION = re.compile(
    r"^(?:[全本我各该省市辖]|主城|市辖)[市县区]$|^[区县]+$"
    r"|^[城县都夜]市$|(?:^[市县区旗]|..)城市$|上市$|^[国红]旗$"
    r"|^(?:[地港山农牧滩小]|中心城|(?:革命)?老)区$"
    r"|(?:开发|园|新|示范|管理|试验|实验|高新|景|名胜|保护|林|矿|特|社|校|库|灌|合作|度假|旅游|工业"
    r"|集聚|聚集|保税|自贸|商务|物流|功能|行政|街|片|军|军分|警备|民族地|贫困地)区$"
)
_ALL_THE_SAME = ("井陉矿区", "峰峰矿区", "神农架林区", "六枝特区", "浦东新区", "滨海新区")


def unit_line(text: str) -> tuple[str, str] | None:
    """Code and name of `101001 某某局本级`; `None` where the text is no such line."""
    match = _UNIT_LINE.fullmatch(clean(text))
    return (match[1], match[2]) if match and is_organisation(match[2]) else None


def is_year(text: str) -> bool:
    """Whether the line is the year alone, `（2026年度）`, as it stands below titles."""
    return _YEAR_ALONE.fullmatch(fold(text)) is not None


def year_alone(text: str | None) -> int | None:
    """The year where the text is nothing else, `2026`, `2026年度`."""
    printed = fold(text or "").strip("()")
    match = _YEAR_ALONE.fullmatch(f"({printed})")
    return _number(match[1] or match[2]) if match else None


def unstamped(text: str) -> str:
    """A name without the place for the stamp, `某局（盖章）`."""
    return _STAMP.sub("", clean(text))


def is_organisation(text: str) -> bool:
    """Whether the text reads as an organisation's name."""
    name = _HEAD_OFFICE.sub("", bare(text))
    return name.endswith(headings()["narrative"]["organisations"]) and not name.startswith("第")


def department(
    units: Sequence[tuple[str, str]], printed: Iterable[str], cover: Sequence[str]
) -> tuple[str | None, str | None]:
    """Name and code of the department.

    The unit lines above the tables come first, the head office among several; then what stands
    beside 主管部门 or 部门名称 in the tables, then the cover.
    """
    by_count = Counter(units)
    head = [u for u in by_count if _HEAD_OFFICE.search(u[1])]
    ranked = sorted(head or by_count, key=lambda u: (-by_count[u], u))
    named = _on_cover(cover)
    if not head and len(by_count) > 1:
        ranked = [u for u in ranked if u[1] == named] or ([] if named else ranked)
    if ranked:
        code, name = ranked[0]
        return _HEAD_OFFICE.sub("", name), code
    beside = Counter(printed).most_common(1)
    if beside:
        return _without_code(beside[0][0])
    return named, None


def _without_code(text: str) -> tuple[str, str | None]:
    """Name and code of `228_某局`, `某局（228）` or a name alone."""
    text = _SUMMED_UP.sub("", unstamped(text))
    if match := re.fullmatch(r"[\[【(（]?(\d{3,9})[\]】)）]?[\s_—-]*(\D.*)", text):
        return _HEAD_OFFICE.sub("", match[2]), match[1]
    if match := re.fullmatch(r"(.*[^\d\s_—(（-])[\s_—(（-]+(\d{3,9})[)）]?", text):
        return _HEAD_OFFICE.sub("", match[1]), match[2]
    return _HEAD_OFFICE.sub("", text), None


def _on_cover(cover: Sequence[str]) -> str | None:
    found: Counter[str] = Counter()
    for line in cover:
        for piece in _PARTED_BY_YEAR.split(clean(line)):
            match = _COMPILED_BY.fullmatch(piece)
            name = _HEAD_OFFICE.sub("", match[1] if match else piece)
            if not is_organisation(name) and (end := _PUBLICATION.search(name)) is not None:
                name = name[: end.start()]
            name = name.removesuffix("部门")
            if _NAME.fullmatch(name) and is_organisation(name):
                found[name] += 1
    # Of equals the first printed: a Counter keeps the order of insertion.
    return found.most_common(1)[0][0] if found else None


def year(
    cover: Iterable[str],
    headings: Iterable[str],
    projects: Sequence[tuple[str | None, ...]],
    texts: Iterable[str],
) -> int | None:
    """The budget year: of a heading about the budget, of the cover, or as codes and names say.

    `projects` are codes, titles and names. Without any of these the text's commonest year counts.
    """
    for line in headings:
        if match := _YEAR_OF_PLAN.search(fold(line[:_LONGEST_HEADING])):
            return _number(match[1])
    printed = {_number(m[1]) for line in cover for m in _NAMED_YEAR.finditer(fold(line))}
    if len(printed) == 1:
        return printed.pop()
    votes: Counter[int] = Counter()
    for code, *names in projects:
        if code and (match := _YEAR_IN_CODE.fullmatch(code)):
            votes[2000 + int(match[1])] += 1
        named = next((m for n in names if n and (m := _NAMED_YEAR.search(n))), None)
        if named is not None:
            votes[_number(named[1])] += 1
    if not votes:
        return commonest_year(texts)
    return max(votes, key=lambda found: (votes[found], found))


def commonest_year(texts: Iterable[str]) -> int | None:
    """The year that texts name most; of years named nearly as often the latest."""
    printed = (_FILLED_IN.sub("", text) for text in texts)
    votes = Counter(int(m[1]) for text in printed for m in _ANY_YEAR.finditer(text))
    # Texts tell of the year before as much as of the year to come.
    often = max(votes.values(), default=0) / 2
    return max((found for found, count in votes.items() if count >= often), default=None)


def year_of_file(name: str, created: str | None) -> int | None:
    """The year in a file's name, where the file was made about when that year's budget is.

    Names alone are often wrong. A budget is published from the autumn before its year on.
    """
    named = {int(year) for year in re.findall(r"(?<!\d)(20\d\d)(?!\d)", name)}
    if len(named) != 1 or created is None:
        return None
    year = named.pop()
    return year if f"{year - 1}-10" <= created <= f"{year}-12" else None


def _number(printed: str) -> int:
    return int(printed.translate(_DIGITS))


def region(name: str | None) -> str | None:
    """The city, county or district that the department's name begins with."""
    if name is None:
        return None
    place = _PARTY.sub("", name)
    place = place.split("省", 1)[-1] if "省" in place[:4] else place
    for province in headings()["narrative"]["provinces"]:
        if not place.startswith(_NAMED_AS_PROVINCE):
            place = place.removeprefix(province)
    place = _AUTONOMOUS.sub("", place)
    match = _REGION.match(place)
    if match is None or (_NO_REGION.search(match[1]) and match[1] not in _ALL_THE_SAME):
        return None
    return match[1]


def region_beside(
    department: str | None, stated: Iterable[str], parent: str | None, cover: Iterable[str]
) -> str | None:
    """The region of a department whose own name begins with none.

    What stands beside 行政区划 comes first, then what the cover prints before the department's name
    or, if it is a region and nothing else, before the year; then where the 主管部门 is.
    """
    texts = (*stated, *(_before_name_or_year(cover, department) if department else ()), parent)
    return next((found for text in texts if (found := innermost_region(text or ""))), None)


def _before_name_or_year(cover: Iterable[str], department: str) -> Iterator[str]:
    lines = [line for line in map(clean, cover) if not line.startswith(_ABOVE)]
    for line in lines:
        before, name, _ = line.partition(department)
        if name:
            yield from _PARTED_BY_YEAR.split(before)
    for line in lines:
        before, *after = _PARTED_BY_YEAR.split(line)
        if after and not _innermost(before)[1]:
            yield before


def innermost_region(text: str) -> str | None:
    """The last of the regions that the text begins with: `甲区` of `130102 某市/甲区`."""
    return _innermost(text)[0]


def _innermost(text: str) -> tuple[str | None, str]:
    """The last of the regions that the text begins with, and what stands behind it."""
    rest = re.sub(r"^[\[【(（]?\d+[\]】)）]?|[\s_—/\\>-]+", "", clean(text))
    found = None
    while (inner := region(rest)) is not None:
        found = inner
        rest = rest[rest.index(inner) + len(inner) :]
    return found, rest


def profile(projects: Sequence[Project], columns: Iterable[str]) -> str:
    """Which form the document uses, by the headings and classes it prints."""
    levels = Counter(
        (bare(i.level1 or "")[:2], bare(i.level2 or "")[:2]) for p in projects for i in p.indicators
    )
    first = {level1 for level1, _ in levels}
    hebei = {"绩效指标描述", "指标值确定依据"} <= set(columns)
    if hebei and "成本" not in first:
        return "hebei-2021" if "效果" in first else "hebei-2023"
    if "成本" in first:
        return "mof-2021"
    if ("产出", "成本") in levels and {"效益", "效果"} & first:
        return "mof-2015"
    return "generic"
