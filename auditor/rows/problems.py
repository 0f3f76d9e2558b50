"""What a person has to mend in a list of rows: file, row, column, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.errors import UsageError


@dataclass(frozen=True, slots=True)
class Problem:
    """`row` is counted as the program that shows the file counts; `column` is its heading."""

    path: str
    row: int | None
    column: str | None
    text: str

    def __str__(self) -> str:
        where = f"第 {self.row} 行" if self.row is not None else ""
        where += f"“{self.column}”" if self.column is not None else ""
        return "：".join(part for part in (self.path, where, self.text) if part)


class RowsError(UsageError):
    """Every problem of the files, a line each; nothing was done."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)
