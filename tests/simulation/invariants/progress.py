"""No case is silently stuck: it is over, or waits for something that has a name."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from services.accounting.domain.settlement import Settlement
from services.intake.domain.case import FINAL, TIMED, Case
from services.logistics.domain.house import House
from services.logistics.domain.reservation import Reservation, rest_id
from services.validation.domain.review import Review, review_id
from tests.simulation.invariants.evidence import Evidence
from tests.simulation.witness import See

SLACK = timedelta(seconds=1)
"""For a reminder that is being sent at this moment."""


class Progress:
    """_open: cases that are not over; deadlines pass for those that nothing touches, too."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._open: dict[str, Case] = {}
        self._known: set[str] = set()

    @property
    def sees(self) -> Mapping[type[Any], See]:
        return {Case: self._case}

    def _case(self, case: Case) -> None:
        self._known.add(case.id)
        if case.status in FINAL:
            self._open.pop(case.id, None)
        else:
            self._open[case.id] = case

    def check(self) -> None:
        unknown = self._evidence.cases.keys() - self._known
        assert not unknown, f"accepted and unknown: {list(unknown)[:3]}"
        for case in self._open.values():
            _check_waiting(self._evidence, case)


def _check_waiting(evidence: Evidence, case: Case) -> None:
    states = {name: step.state for name, step in case.steps.items()}
    told = f"case {case.id} ({case.status}) {states}"
    held_up = [name for name, state in states.items() if state in ("waiting", "needs_correction", "stuck")]
    if states.get("ship") == "asked" and _is_parked(evidence, case):
        held_up.append("ship")
        del states["ship"]
    assert held_up, f"nothing happens any more on {told}"
    assert case.number, f"{told} has no number"
    if case.status == "needs_correction":
        assert case.wanted_en and case.wanted_fr, f"nobody was told what to mend on {told}"
    else:
        assert "asked" not in states.values(), f"an answer never came to {told}"
        assert "undoing" not in states.values(), f"an undo was never answered to {told}"
    _check_deadlines(evidence, case, told)
    _check_done(evidence, case, told)
    for name in held_up:
        if states.get(name) == "waiting":
            _check_wait(evidence, case, name, told)
        if states.get(name) == "stuck":
            assert case.raised and any(one.step == name and one.team for one in case.attention), (
                f"nobody sees {told}"
            )


def _is_parked(evidence: Evidence, case: Case) -> bool:
    """Its shipment waits for the end of a count."""
    reservation = evidence.find("logistics", Reservation, case.id)
    house = evidence.find("logistics", House, case.tenant)
    return (
        reservation is not None
        and bool(reservation.parked)
        and house is not None
        and house.is_frozen(reservation.warehouse)
    )


def _check_done(evidence: Evidence, case: Case, told: str) -> None:
    """What a case believes to have, it still has."""
    if case.ending is None and "ship" in case.steps:
        reservation = evidence.find("logistics", Reservation, case.id)
        has_stock = reservation is not None and reservation.state in ("reserved", "shipped", "expired")
        assert has_stock or case.steps["reserve_stock"].state != "done", f"{told}: {reservation}"
    if case.ending is None and "check_payment" in case.steps:
        settlement = evidence.find("accounting", Settlement, case.id)
        is_cleared = settlement is not None and settlement.state == "cleared"
        assert is_cleared or case.steps["check_payment"].state != "done", f"{told}: {settlement}"


def _check_deadlines(evidence: Evidence, case: Case, told: str) -> None:
    """A missed deadline calls somebody; it never just passes."""
    for name, step in case.steps.items():
        missed = step.due_at is not None and step.state in TIMED and step.due_at < evidence.now - SLACK
        assert not missed or step.raised, (
            f"step {name} was due at {step.due_at} and nobody was called: {told}"
        )


def _check_wait(evidence: Evidence, case: Case, step: str, told: str) -> None:
    """What the case believes to wait for is what the other service waits for."""
    if step == "reserve_stock":
        reservation = evidence.find("logistics", Reservation, case.id)
        assert reservation is not None and reservation.state == "waiting", f"{told}: {reservation}"
    elif step == "check_payment":
        settlement = evidence.find("accounting", Settlement, case.id)
        assert settlement is not None and settlement.state in ("unpaid", "over_limit"), (
            f"{told}: {settlement}"
        )
    elif step == "ship":
        rest = evidence.find("logistics", Reservation, rest_id(case.id))
        follows = rest is not None and (rest.state == "waiting" or bool(rest.parked))
        assert follows, f"{told}: nothing follows, {rest}"
    else:
        review = evidence.find("validation", Review, review_id(case.id, step))
        assert review is not None and review.state == "open" and review.team, (
            f"{told}: step {step} has nothing to wait for, {review}"
        )
