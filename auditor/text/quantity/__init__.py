"""Understanding 指标值 and the figures in running text.

`parse_target` sorts a value into one kind:

- `number`: one figure with or without sign and unit; `range`: two figures that bound it.
- `duration`: a figure (or two) whose unit is a stretch of time: `≤180天`, `1年内`,
  `3个工作日`; `全年` is one 年, `7×24小时` is 168 小时. `长期` is a phrase: it has no end.
- `date`: a point in time or a deadline (`dates` says how it is written).
- `grade`: a step of a scale that is common or given (优/良/中/差, 高/中/低, 好, 合格, 达标,
  低风险, 一级, 甲级), or a named standard (`2.0三级`, 国标): alone, with what is graded before it
  (`质量合格`), or with its explanation behind it (`优，符合…`).
- `state`: a state of a closed list that evidence settles with yes or no: 是, 及时, 通过,
  按时完成, 已建成, 足额缴入财政, 不发生事故, 在预算内. A verdict behind it (`…为合格`) changes
  nothing: the condition decides.
- `phrase`: everything else in words: wishes, trends, degrees, deferred figures (按核定数).
- `empty`: nothing, blanks, marks or placeholders: 无, /, -, ……, *, 不适用; a sign without figure.

A single figure stands in `low` and `high` unless its sign leaves one side open. A ratio or fraction
keeps its second half as the unit: `1:15` is 1 with the unit `:15`.

Where a value holds several figures, the first one with a sign or a word for it (≥, 不少于, 以内)
counts, else the first that stands like an amount; what stands in brackets counts only when nothing
else does. A floor and a ceiling of one thing make a range. A figure that a sentence mentions in
passing (`构建“1+3”体系`, `12345热线`, `110号`) leaves it a phrase.
"""

from auditor.text.quantity.mentions import Amount, Percent, Year, amounts, counts, percents, years
from auditor.text.quantity.target import parse_target
from auditor.text.quantity.units import unit_in_name
from auditor.text.quantity.words import Vocabulary

__all__ = [
    "Amount",
    "Percent",
    "Vocabulary",
    "Year",
    "amounts",
    "counts",
    "parse_target",
    "percents",
    "unit_in_name",
    "years",
]
