"""A case type: as data, which documents, checks, steps and deadlines a case of that type has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Literal

from shared.contracts.errors import NotYetError
from shared.contracts.values import DocumentRequirement

Source = Literal["purchase", "return", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A text for people, in both interface languages."""

    en: str
    fr: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepType:
    """One step that a case type asks of a service.

    action: a name of the registry in `domain/actions`; after: the steps that have to be done first; deadline:
    how long the step may take before the case is raised; team: who looks after it when it is late or cannot
    be undone, and who decides when it is a review; title: what a reviewer sees, for reviews only; four_eyes:
    two persons have to accept; four_eyes_above: they have to when the case amounts to more, in its
    currency; source: where accepted goods come from."""

    name: str
    action: str
    after: tuple[str, ...] = ()
    deadline: timedelta
    team: str
    title: Title | None = None
    four_eyes: bool = False
    four_eyes_above: Decimal | None = None
    source: Source = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requires:
    """What a case of this type has to bring at its submission. parties: roles that have to be filled."""

    lines: bool = False
    customer: bool = False
    parties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseType:
    """One version of a case type. Steps stand in an order in which each comes after what it waits for.

    prefix: first part of the readable case numbers; correction_deadline: how long the front office has to
    mend a case before somebody is called."""

    name: str
    version: int
    prefix: str
    title: Title
    team: str
    correction_deadline: timedelta
    requires: Requires
    documents: tuple[DocumentRequirement, ...]
    checks: tuple[str, ...]
    steps: tuple[StepType, ...]
    by_name: Mapping[str, StepType] = field(init=False, repr=False, compare=False)
    forerunners: Mapping[str, frozenset[str]] = field(init=False, repr=False, compare=False)
    dependents: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        dependents = {
            step.name: tuple(other.name for other in self.steps if step.name in other.after)
            for step in self.steps
        }
        object.__setattr__(self, "by_name", {step.name: step for step in self.steps})
        object.__setattr__(self, "forerunners", _forerunners(self.steps))
        object.__setattr__(self, "dependents", dependents)


def _forerunners(steps: Iterable[StepType]) -> dict[str, frozenset[str]]:
    """By step, every step that comes before it, directly or by way of others."""
    found: dict[str, frozenset[str]] = {}
    for step in steps:
        found[step.name] = frozenset(step.after).union(*(found[name] for name in step.after))
    return found


UNKNOWN_VERSION = 0
"""The version of a case that was refused because nobody knows its type."""


def unknown_type(name: str) -> CaseType:
    """Stands in for a type that nobody knows, so that its case can be read and refused like any other."""
    return CaseType(
        name=name,
        version=UNKNOWN_VERSION,
        prefix="XX",
        title=Title(en=name, fr=name),
        team="",
        correction_deadline=timedelta(0),
        requires=Requires(),
        documents=(),
        checks=(),
        steps=(),
    )


class CaseTypes:
    """Every version of every case type that this process knows."""

    def __init__(self, types: Iterable[CaseType]) -> None:
        self._by_version = {(kind.name, kind.version): kind for kind in types}
        self._newest: dict[str, CaseType] = {}
        for kind in sorted(self._by_version.values(), key=lambda kind: kind.version):
            self._newest[kind.name] = kind

    def newest(self, name: str) -> CaseType | None:
        """The version that a new case of this type starts with, None for an unknown type."""
        return self._newest.get(name)

    def all_newest(self) -> tuple[CaseType, ...]:
        return tuple(self._newest.values())

    def of_case(self, name: str, version: int) -> CaseType:
        """The version that a case started with. Raises NotYetError when this process has not been given it:
        during a rollout another process may know more, and a file taken away too early can be put back."""
        if version == UNKNOWN_VERSION:
            return unknown_type(name)
        kind = self._by_version.get((name, version))
        if kind is None:
            raise NotYetError(
                f"version {version} of case type {name} is not loaded here but in use: put its file back"
            )
        return kind
