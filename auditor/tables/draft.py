"""A project while its table is being read, possibly over several pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from auditor.domain import Field, Indicator, Place, Project, Scope
from auditor.tables.layout import Slot
from auditor.tables.wording import looks_damaged

_LAST_MONTH = "12月"


@dataclass(slots=True)
class Plan:
    """The spending plan as it is found: months with their columns, values, and what looks wrong."""

    months: dict[str, int] = field(default_factory=dict)
    values: dict[str, Decimal] = field(default_factory=dict)
    damaged: bool = False

    def printed(self) -> tuple[tuple[str, Decimal], ...]:
        """The months that have a value, in printed order."""
        return tuple((month, self.values[month]) for month in self.months if month in self.values)

    def looks_damaged(self) -> bool:
        """Whether a column was lost: a value without a month, or no month at the year's end."""
        if not self.months:
            return self.damaged
        return self.damaged or not any(_LAST_MONTH in month for month in self.months)


@dataclass(slots=True)
class Draft:
    """What is known of a project so far.

    `found` are texts and places by field role; `columns` the last cell of each column of a long
    table.
    """

    place: Place
    title: str | None = None
    scope: Scope = Scope.PROJECT
    unit: str | None = None
    found: dict[str, tuple[str, Place]] = field(default_factory=dict)
    money: dict[str, Decimal] = field(default_factory=dict)
    columns: dict[str, Slot] = field(default_factory=dict)
    plan: Plan = field(default_factory=Plan)
    goals: list[str] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    other: dict[str, str] = field(default_factory=dict)
    unlabelled: list[str] = field(default_factory=list)
    doubtful: set[Field] = field(default_factory=set)
    cells: dict[Field, Place] = field(default_factory=dict)
    rows_found: int = 0

    @property
    def worth_keeping(self) -> bool:
        """Whether this is a 绩效目标表, and no other table with a project's name in it."""
        of_project = self.goals or self.plan.months or self.text("purpose")
        if self.indicators and not of_project and self.text("name") is None:
            # A form that was left blank prints its classes alone.
            return any(i.name or i.value or i.description for i in self.indicators)
        return bool(self.indicators or self.rows_found or (self.found and of_project))

    def text(self, role: str) -> str | None:
        """What stands beside the label of this role."""
        return self.found[role][0] if role in self.found else None

    def note(self, role: str, text: str, place: Place) -> None:
        """Keep a field's first text that is not blank; the place goes with it."""
        if text and role not in self.found:
            self.found[role] = (text, place)
            if role in _FIELD_OF_ROLE:
                self.cells[_FIELD_OF_ROLE[role]] = place

    def project(self, seq: int) -> Project:
        """The finished project."""
        doubtful = set(self.doubtful)
        if self.plan.looks_damaged():
            doubtful.add(Field.PLAN)
        texts = {Field.PURPOSE: self.text("purpose"), Field.PROJECT_NAME: self.text("name")}
        doubtful |= {name for name, text in texts.items() if looks_damaged(text)}
        if any(map(looks_damaged, self.goals)):
            doubtful.add(Field.GOALS)
        return Project(
            seq=seq,
            scope=self.scope,
            title=self.title,
            name=self.text("name"),
            code=self.text("code"),
            unit=self.text("unit") or self.unit,
            budget=self.money.get("budget"),
            fiscal_funds=self.money.get("fiscal_funds"),
            other_funds=self.money.get("other_funds"),
            purpose=self.text("purpose"),
            plan=self.plan.printed(),
            goals=tuple(self.goals),
            indicators=tuple(self.indicators),
            other=(
                *self.other.items(),
                *((("其他", " ".join(self.unlabelled)),) if self.unlabelled else ()),
            ),
            doubtful=frozenset(doubtful),
            place=self.place,
            cells=tuple(sorted(self.cells.items())),
        )


_FIELD_OF_ROLE = {
    "name": Field.PROJECT_NAME,
    "code": Field.PROJECT_CODE,
    "budget": Field.BUDGET,
    "fiscal_funds": Field.FISCAL_FUNDS,
    "other_funds": Field.OTHER_FUNDS,
    "purpose": Field.PURPOSE,
    "goals": Field.GOALS,
    "title": Field.TITLE,
    "plan": Field.PLAN,
}
