"""Three plots of how a model did, as SVG: reliability, precision against recall, confusion."""

from __future__ import annotations

from collections.abc import Sequence

import drawsvg
import numpy as np
from numpy.typing import NDArray

from auditor.classify.linear import Scores

_SIDE, _LEFT, _TOP = 320, 60, 30
_INK, _SOFT, _FAINT = "#1d3557", "#457b9d", "#bbbbbb"
Points = Sequence[tuple[float, float]]


def reliability(answers: NDArray[np.bool_], scores: Scores) -> str:
    """Of the rows that were given a probability, how many were so; bands of a tenth."""
    band = np.minimum((scores * 10).astype(int), 9)
    points = [
        (float(scores[band == n].mean()), float(answers[band == n].mean()))
        for n in range(10)
        if (band == n).any()
    ]
    drawing = _frame("给出的概率", "实际比例")
    _curve(drawing, [(0, 0), (1, 1)], _FAINT)
    _curve(drawing, points, _INK, dots=True)
    return _svg(drawing)


def precision_recall(answers: NDArray[np.bool_], scores: Scores) -> str:
    """Precision against recall as the threshold falls."""
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(answers[order])
    at = np.unique(np.linspace(0, len(order) - 1, 200).astype(int))
    points = [(float(hits[n] / max(hits[-1], 1)), float(hits[n] / (n + 1))) for n in at]
    drawing = _frame("召回率", "准确率")
    _curve(drawing, points, _INK)
    return _svg(drawing)


def confusion(answers: NDArray[np.int64], said: NDArray[np.int64], names: Sequence[str]) -> str:
    """How many rows of each label were given each class."""
    count = len(names)
    cell = _SIDE / count
    drawing = drawsvg.Drawing(_LEFT + _SIDE + 40, _TOP + _SIDE + 60)
    for row, name in enumerate(names):
        mine = max(int((answers == row).sum()), 1)
        _write(drawing, name, _LEFT - 6, _TOP + (row + 0.55) * cell, "end")
        _write(drawing, name, _LEFT + (row + 0.5) * cell, _TOP + _SIDE + 18)
        for column in range(count):
            found = int(((answers == row) & (said == column)).sum())
            x, y = round(_LEFT + column * cell, 1), round(_TOP + row * cell, 1)
            shade = round(found / mine, 2)
            drawing.append(
                drawsvg.Rectangle(
                    x, y, round(cell, 1), round(cell, 1),
                    fill=_SOFT, fill_opacity=shade, stroke=_FAINT,
                )
            )  # fmt: skip
            _write(drawing, str(found), x + cell / 2, y + cell * 0.55)
    _write(drawing, "行：标注；列：模型", _LEFT + _SIDE / 2, _TOP + _SIDE + 42)
    return _svg(drawing)


def _frame(across: str, up: str) -> drawsvg.Drawing:
    drawing = drawsvg.Drawing(_LEFT + _SIDE + 20, _TOP + _SIDE + 60)
    box = {"fill": "none", "stroke": _FAINT}
    drawing.append(drawsvg.Rectangle(_LEFT, _TOP, _SIDE, _SIDE, **box))
    for tenth in range(0, 11, 2):
        spot = round(_SIDE * tenth / 10, 1)
        _write(drawing, f"{tenth / 10:.1f}", _LEFT + spot, _TOP + _SIDE + 18)
        _write(drawing, f"{tenth / 10:.1f}", _LEFT - 6, _TOP + _SIDE - spot + 4, "end")
    _write(drawing, across, _LEFT + _SIDE / 2, _TOP + _SIDE + 42)
    _write(drawing, up, _LEFT, _TOP - 10)
    return drawing


def _curve(drawing: drawsvg.Drawing, points: Points, ink: str, *, dots: bool = False) -> None:
    spots = [(round(_LEFT + x * _SIDE, 1), round(_TOP + (1 - y) * _SIDE, 1)) for x, y in points]
    flat = [number for spot in spots for number in spot]
    drawing.append(drawsvg.Lines(*flat, fill="none", stroke=ink, stroke_width=2))
    for x, y in spots if dots else ():
        drawing.append(drawsvg.Circle(x, y, 4, fill=ink))


def _write(drawing: drawsvg.Drawing, text: str, x: float, y: float, anchor: str = "middle") -> None:
    drawing.append(drawsvg.Text(text, 13, round(x, 1), round(y, 1), text_anchor=anchor, fill=_INK))


def _svg(drawing: drawsvg.Drawing) -> str:
    return str(drawing.as_svg()) + "\n"
