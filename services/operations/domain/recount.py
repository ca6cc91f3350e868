"""Key figures added up anew, from the stories of cases alone: what was counted as it happened has to be the same."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Literal

from services.operations.domain.case_counts import (
    CaseCounts,
    CasesInAll,
    Ended,
    empty_counts,
    periods_of,
    with_ended,
)
from shared.contracts.quick import replace
from shared.contracts.values import StepTime

ALL_LANES = "all"
"""Which lane counted something is nobody's business: what the lanes counted is compared together."""

_STATES = {
    "step_asked": "worked",
    "step_waiting": "waited",
    "step_revoked": "waited",
    "correction_wanted": "waited",
    "step_put_back": "",
    "step_done": "",
    "step_refused": "",
}
"""The facts that change a step's state, and as what its time counts from then on."""


_OUTCOMES: dict[str, Literal["closed", "refused", "cancelled"]] = {
    "case_closed": "closed",
    "case_refused": "refused",
    "case_cancelled": "cancelled",
}


@dataclass(frozen=True, slots=True)
class Happened:
    """One fact of a case's timeline; see intake."""

    at: datetime
    what: str
    step: str = ""


@dataclass(slots=True)
class _Step:
    counts_as: str = ""
    since: datetime | None = None
    asked: bool = False
    worked: int = 0
    waited: int = 0
    mending: bool = False

    def turn_to(self, counts_as: str, at: datetime) -> None:
        """The time until now counts as what it was."""
        if self.since is not None and self.counts_as:
            gone = max(0, (at - self.since) // timedelta(milliseconds=1))
            if self.counts_as == "worked":
                self.worked += gone
            else:
                self.waited += gone
        self.counts_as, self.since = counts_as, at if counts_as else None


@dataclass(slots=True)
class _Story:
    """What is known of a case up to some fact of its timeline."""

    began_at: datetime
    late: bool = False
    corrected: bool = False
    ending: bool = False
    steps: dict[str, _Step] = field(default_factory=dict)

    def step(self, name: str) -> _Step:
        return self.steps.setdefault(name, _Step())

    def hear(self, fact: Happened) -> None:
        if fact.what == "deadline_missed":
            self.late = True
        elif fact.what == "correction_taken":
            self._mended(fact.at)
        elif fact.what in _STATES and not self.ending:
            self._moved(fact)
        if fact.what in _OUTCOMES or fact.what in ("step_refused", "cancel_asked"):
            self._end(fact.at)

    def _moved(self, fact: Happened) -> None:
        step = self.step(fact.step)
        step.turn_to(_STATES[fact.what], fact.at)
        step.asked = step.asked or fact.what == "step_asked"
        step.mending = fact.what == "correction_wanted"
        self.corrected = self.corrected or step.mending

    def _mended(self, at: datetime) -> None:
        """What waited for the correction is asked anew, in the same entry or later."""
        for step in self.steps.values():
            if step.mending:
                step.turn_to("", at)
                step.mending = step.asked = False

    def _end(self, at: datetime) -> None:
        for step in self.steps.values():
            step.turn_to("", at)
        self.ending = True

    def begin_anew(self, at: datetime) -> None:
        self.began_at, self.ending, self.steps = at, False, {}

    def times(self) -> tuple[StepTime, ...]:
        return tuple(
            StepTime(step=name, worked=step.worked, waited=step.waited)
            for name, step in self.steps.items()
            if step.asked
        )


class Recount:
    """zone_of: as for Counting. counts, in_all: by tenant, type and (of counts) period."""

    def __init__(self, zone_of: Callable[[str], tzinfo]) -> None:
        self._zone_of = zone_of
        self.cases = 0
        self.counts: dict[tuple[str, str, str], CaseCounts] = {}
        self.in_all: dict[tuple[str, str], CasesInAll] = {}

    def told(self, tenant: str, type: str, opened_at: datetime, story: Iterable[Happened]) -> None:
        """One case, with its whole timeline in order."""
        self.cases += 1
        self._add(tenant, type, opened_at, lambda held: replace(held, received=held.received + 1), begun=1)
        known = _Story(opened_at)
        for fact in story:
            known.hear(fact)
            if fact.what in _OUTCOMES:
                self._ended(tenant, type, known, fact)
            elif fact.what == "case_reopened":
                known.begin_anew(fact.at)
                self._add(
                    tenant, type, fact.at, lambda held: replace(held, reopened=held.reopened + 1), begun=1
                )

    def _ended(self, tenant: str, type: str, known: _Story, fact: Happened) -> None:
        ended = Ended(
            outcome=_OUTCOMES[fact.what],
            began_at=known.began_at,
            ended_at=fact.at,
            late=known.late,
            corrected=known.corrected,
            steps=known.times(),
        )
        self._add(tenant, type, fact.at, lambda held: with_ended(held, ended), ended=1)

    def _add(
        self,
        tenant: str,
        type: str,
        at: datetime,
        change: Callable[[CaseCounts], CaseCounts],
        *,
        begun: int = 0,
        ended: int = 0,
    ) -> None:
        for period in periods_of(at.astimezone(self._zone_of(tenant)).date()):
            place = (tenant, type, period)
            self.counts[place] = change(self.counts.get(place) or empty_counts(*place, ALL_LANES))
        held = self.in_all.get((tenant, type))
        held = held or CasesInAll(id=f"{tenant}|{type}|{ALL_LANES}", tenant=tenant, type=type)
        self.in_all[(tenant, type)] = replace(held, begun=held.begun + begun, ended=held.ended + ended)
