"""What was measured: figures, each with its unit, its meaning and, where there is one, its goal."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["met", "missed", ""]


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound that a figure should keep."""

    way: Literal["at least", "at most"]
    bound: float

    def is_met(self, value: float) -> bool:
        return value >= self.bound if self.way == "at least" else value <= self.bound

    def __str__(self) -> str:
        return f"{self.way} {self.bound:,g}"


def at_least(bound: float) -> Goal:
    return Goal("at least", bound)


def at_most(bound: float) -> Goal:
    return Goal("at most", bound)


@dataclass(frozen=True, slots=True)
class Figure:
    """name: stable, for programs; what: for people. spread: (lowest, highest) of the rounds behind a median."""

    part: str
    name: str
    value: float
    unit: str
    what: str
    goal: Goal | None = None
    spread: tuple[float, float] | None = None

    @property
    def verdict(self) -> Verdict:
        if self.goal is None:
            return ""
        return "met" if self.goal.is_met(self.value) else "missed"


@dataclass(slots=True)
class PartDone:
    """How a part ended. trouble: empty when it came to its end."""

    name: str
    seconds: float
    trouble: str = ""


@dataclass(slots=True)
class Figures:
    """Everything measured so far, in the order of measuring."""

    parts: list[PartDone] = field(default_factory=list)
    _all: dict[str, Figure] = field(default_factory=dict)

    def add(self, figure: Figure) -> None:
        """Raises ValueError when a figure of this name is there: two parts must not overwrite each other."""
        if figure.name in self._all:
            raise ValueError(f"the figure {figure.name} was measured already")
        self._all[figure.name] = figure

    def __iter__(self) -> Iterator[Figure]:
        return iter(self._all.values())

    def __contains__(self, name: str) -> bool:
        return name in self._all

    def __getitem__(self, name: str) -> Figure:
        return self._all[name]

    def of(self, part: str) -> list[Figure]:
        return [figure for figure in self if figure.part == part]


@dataclass(frozen=True, slots=True)
class Notes:
    """Where one part writes its figures."""

    part: str
    figures: Figures

    def add(
        self,
        name: str,
        value: float,
        unit: str,
        what: str,
        goal: Goal | None = None,
        spread: tuple[float, float] | None = None,
    ) -> None:
        self.figures.add(Figure(self.part, name, value, unit, what, goal, spread))
        print(f"   {name} = {value:,.2f} {unit}", flush=True)
