"""A case type: as data, which documents, checks, steps and deadlines a case of that type has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from decimal import Decimal
from typing import Literal

from services.intake.domain.asked import Ask, Title
from services.intake.domain.deadline import Calendar, Deadline
from shared.contracts.errors import NotYetError
from shared.contracts.values import CheckSetting, DocumentRequirement

Source = Literal["purchase", "return", ""]
Decided = Literal["review", "approval"]

BY_THE_CLOCK = Calendar(lambda _: UTC, lambda _: False)
"""For types that were not given a calendar: UTC, without holidays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepType:
    """One step that a case type asks of a service.

    action: a name of the registry in `domain/actions`; after: the steps that have to be done first; deadline:
    how long the step may take before the case is raised; team: who looks after it when it is late or cannot
    be undone, and who decides when it is a review; source: where accepted goods come from;
    partial: what is there of the goods may be sent before what is short.

    For reviews only. title: what a reviewer sees; decided_as: which kind of task it is; four_eyes: two persons have to
    accept; four_eyes_above: they have to when the case amounts to more, in its currency; answered: a decision has
    words for the front office also when it accepts; sample: it is held for this per cent of the cases, which `seed`
    and their ids choose, and passed over for the others."""

    name: str
    action: str
    after: tuple[str, ...] = ()
    deadline: Deadline
    team: str
    title: Title | None = None
    four_eyes: bool = False
    four_eyes_above: Decimal | None = None
    source: Source = ""
    partial: bool = False
    decided_as: Decided = "review"
    answered: bool = False
    sample: Decimal | None = None
    seed: str = ""

    def wants_two(self, gross: Decimal) -> bool:
        """Whether two persons have to accept a case that amounts to `gross`."""
        return self.four_eyes or (self.four_eyes_above is not None and gross > self.four_eyes_above)


@dataclass(frozen=True, slots=True, kw_only=True)
class Requires:
    """What a case of this type has to bring at its submission. vat: amounts by VAT rate; of_case: it is about another
    case, of one of these types; parties: roles that have to be filled."""

    lines: bool = False
    customer: bool = False
    supplier: bool = False
    vat: bool = False
    of_case: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopening:
    """What it means to open a closed case of this type again. steps: these begin anew, and what comes after them;
    instead: a case of this type is what corrects a closed one. Neither: it stays closed."""

    steps: tuple[str, ...] = ()
    instead: str = ""


NEVER = Reopening()
ONE_BUSINESS_DAY = Deadline(business_days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseType:
    """One version of a case type. Steps stand in an order in which each comes after what it waits for.

    prefix: first part of the readable case numbers; correction_deadline: how long the front office has to
    mend a case before somebody is called; exception_deadline: how long the team has to see to what is late or stuck
    before its lead is called; checks: each with how it is set; asks: what this type alone wants to know; alike_within:
    two cases of one client with the same reference and amount within this time look like one handed over twice, None
    when that is nothing special; calendar: by which business days count."""

    name: str
    version: int
    prefix: str
    title: Title
    team: str
    correction_deadline: Deadline
    requires: Requires
    documents: tuple[DocumentRequirement, ...]
    checks: tuple[str, ...]
    steps: tuple[StepType, ...]
    check_settings: tuple[CheckSetting, ...] = ()
    exception_deadline: Deadline = ONE_BUSINESS_DAY
    asks: tuple[Ask, ...] = ()
    alike_within: timedelta | None = None
    reopening: Reopening = NEVER
    calendar: Calendar = field(default=BY_THE_CLOCK, repr=False, compare=False)
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
        correction_deadline=Deadline(),
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
