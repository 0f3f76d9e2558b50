"""What stands beside a model: its figures as JSON, three plots, and a card that a person reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from auditor.classify.store import write_atomically
from auditor.domain import Vagueness
from auditor.training import plots
from auditor.training.measure import TITLES, Figure, Judged

METRICS, CARD = "metrics.json", "CARD.md"

_ABOUT = {
    "vagueness": (
        "空泛程度模型",
        "给每行指标一个校准过的概率：审计人员不会判它“明确”，并在明确、欠明确、空泛中给出一类。",
        "两个有先后的二分类（是否不明确、是否空泛），逻辑回归，L2 正则。",
    ),
    "category": (
        "类别模型",
        "不看填报的二级指标，只看内容，判断十个类别中哪些可以接受；再判断填报的类别是否应退回。",
        "每个类别一个二分类（可否接受），逻辑回归，L2 正则；"
        "填报类别是否应退回由第二步的小模型判断，确定的规则优先。"
        "内容说不清的（占位、各类可能都不到一半、填报类别与最可能的相差不到 0.1），"
        "以填报类别为最合适。",
    ),
}
_FEATURES = """\
- 规则看到的：所量之物的性质、指标值的形式、运算符、数量级、空泛和错配规则、长度，以及它们的组合；
- 行与项目：名称与项目名称共有多少字，“项目”“工作”之类不算；
- 词表：名称、名称的中心语、指标值、描述中出现了哪些词表的词；
- 文字：名称、指标值、描述的 1–3 字片段，名称首尾的 1–4 字，整个名称、指标值和单位。数字一律遮去。

文字片段只以散列桶的编号存放，模型里没有可读的训练文字。空泛模型知道填报的二级指标，类别模型不知道。"""
_LIMITS = """\
- 训练所用的公开行来自少数城市，北京占大多数；换了地方和行业，概率会偏，先看分地区的数字；
- 标注者只有一人的行里有误标：文字相同的行约有 7 % 标注不同；
- 数字配在笼统的对象上（“保障率 ≥95%”）最难，错误大多在这里；
- 结果是给审计人员的提示，不是结论；退回与否由人决定。"""


def write(
    folder: Path,
    kind: str,
    found: Mapping[str, Mapping[str, Figure]],
    rows: Judged,
    notes: Mapping[str, Any],
) -> None:
    """Write metrics, plots and card of one model; `rows` were judged out of sample."""
    told = {
        **notes,
        "figures": {
            part: {name: asdict(figure) for name, figure in figures.items()}
            for part, figures in found.items()
        },
    }
    text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    write_atomically(folder / METRICS, text.encode())
    drawn = dict(_drawn(kind, rows))
    for name, svg in drawn.items():
        write_atomically(folder / name, svg.encode())
    write_atomically(folder / CARD, _card(kind, found, notes, sorted(drawn)).encode())


def _drawn(kind: str, rows: Judged) -> Iterator[tuple[str, str]]:
    if kind == "vagueness":
        known = rows.where(lambda e: e.vagueness is not None)
        answers, scores = known.levels, known.scores
        yield "reliability.svg", plots.reliability(answers > 0, scores)
        yield "precision-recall.svg", plots.precision_recall(answers > 0, scores)
        names = [each.value for each in Vagueness]
        yield "confusion.svg", plots.confusion(answers, known.said, names)
    else:
        wrong, rank = rows.wrong[rows.filed], rows.rank[rows.filed]
        yield "precision-recall.svg", plots.precision_recall(wrong, rank)


def _card(
    kind: str,
    found: Mapping[str, Mapping[str, Figure]],
    notes: Mapping[str, Any],
    drawn: Sequence[str],
) -> str:
    title, purpose, method = _ABOUT[kind]
    data = notes["data"]
    lines = [
        f"# {title}",
        "",
        "本页由训练程序生成，请勿手改。",
        "",
        purpose,
        "",
        "## 方法",
        "",
        method,
        "",
        _FEATURES,
        "",
        "## 训练数据",
        "",
        f"有标注 {data['labelled']} 行，来自 {data['departments']} 个部门；"
        f"无标注 {data['unlabelled']} 行（只用于片段的稀有程度和填报习惯）。",
        "",
        "| 来源 | 行数 |",
        "|---|---|",
        *(f"| {name or '未注明'} | {count} |" for name, count in sorted(data["sources"].items())),
        "",
        f"数据校验值 `{data['sha256'][:16]}`，随机种子 {notes['seed']}，"
        + "，".join(f"{name} {version}" for name, version in sorted(notes["versions"].items())),
        "",
        "## 没见过的部门上的表现",
        "",
        "整个部门留出，训练集中去掉与测试行近似的行；参数、校准和阈值都只在训练部分里选。"
        "括号内是按部门自助抽样的 95 % 区间。",
        "",
    ]
    for part, figures in found.items():
        lines += [f"### {part}", "", "| 指标 | 数值 |", "|---|---|"]
        lines += [f"| {TITLES[name]} | {shown(figure)} |" for name, figure in figures.items()]
        lines.append("")
    for line in notes.get("compared", ()):
        lines += [f"- {line}"]
    lines += ["", "## 图", "", *(f"![{name}]({name})" for name in drawn), ""]
    lines += ["## 局限", "", _LIMITS, ""]
    return "\n".join(lines)


def shown(figure: Figure) -> str:
    """The figure with its interval, for a person."""
    if figure.value is None:
        return "—"
    if figure.low is None or figure.high is None:
        return f"{figure.value:.3f}"
    return f"{figure.value:.3f}（{figure.low:.3f}–{figure.high:.3f}）"
