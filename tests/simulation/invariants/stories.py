"""The timeline of a case, its state and the states of the other services tell one story."""

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from services.accounting.domain.payment import Payment
from services.intake.domain.case import FINAL, Case
from services.intake.domain.timeline import TimelineEntry
from services.validation.domain.check import Check, check_id
from services.validation.domain.review import Review, review_id
from tests.simulation.invariants.endings import check_closed, check_undone
from tests.simulation.invariants.evidence import Evidence
from tests.simulation.witness import See


class Stories:
    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._timelines: dict[str, list[TimelineEntry]] = {}
        self._numbers: dict[tuple[str, str], str] = {}
        self._payments: Counter[str] = Counter()

    @property
    def sees(self) -> Mapping[type[Any], See]:
        return {
            Case: self._case,
            TimelineEntry: lambda entry: self._timelines.setdefault(entry.case, []).append(entry),
            Payment: self._payment,
        }

    def _case(self, case: Case) -> None:
        owner = self._numbers.setdefault((case.tenant, case.number), case.id)
        assert owner == case.id, f"number {case.number} was given to {owner} and to {case.id}"

    def _payment(self, payment: Payment) -> None:
        self._payments[payment.case] += payment.amount > 0

    def check(self) -> None:
        for id in self._evidence.touched:
            case = self._evidence.find("intake", Case, id)
            if case is not None:
                entries = sorted(self._timelines.get(id, []), key=lambda entry: entry.seq)
                _check_reports(case, entries, self._payments[id])
                _check_timeline(case, entries)
                _check_rounds(self._evidence, case)
                if case.status == "closed":
                    check_closed(self._evidence, case)
                elif case.status in FINAL:
                    check_undone(self._evidence, case)


def _check_timeline(case: Case, entries: list[TimelineEntry]) -> None:
    assert [entry.seq for entry in entries] == list(range(1, case.entries + 1)), (
        f"{case.id}: gaps in the timeline"
    )
    assert all(a.at <= b.at for a, b in pairwise(entries)), f"{case.id}: time went back"
    messages = Counter(entry.message for entry in entries)
    assert all(times == 1 for times in messages.values()), f"{case.id}: one message, two entries"
    facts = Counter(fact.what for entry in entries for fact in entry.facts)
    ends = {what: facts[what] for what in ("case_closed", "case_refused", "case_cancelled") if facts[what]}
    told = f"{case.id} is {case.status}, opened again {case.reopened} times, its timeline says {ends}"
    assert sum(ends.values()) == case.reopened + (case.status in FINAL), told
    assert case.status not in FINAL or ends.get(f"case_{case.status}"), told
    assert facts["case_reopened"] == case.reopened, told
    assert facts["case_opened"] == 1, f"{case.id} was opened {facts['case_opened']} times"


def _check_reports(case: Case, entries: list[TimelineEntry], payments: int) -> None:
    """Each payment and each move of a parcel is told once."""
    facts = [fact for entry in entries for fact in entry.facts]
    told = Counter(fact.details["payment"] for fact in facts if fact.what == "payment_received")
    assert told.total() == len(told) == payments, (
        f"{case.id}: of {payments} payments the timeline tells {told}"
    )
    moves = Counter(tuple(sorted(fact.details.items())) for fact in facts if fact.what == "parcel_moved")
    assert moves.total() == len(moves), f"{case.id}: a parcel's move was told twice: {moves.most_common(1)}"


def _check_rounds(evidence: Evidence, case: Case) -> None:
    """A step is done, or wants a correction, by the answer to its own round. (What a later version of a check finds in
    what was done undoes nothing.)"""
    for name, step in case.steps.items():
        check = evidence.find("validation", Check, check_id(case.id, name))
        if check is not None and step.state in ("done", "needs_correction"):
            own = (check.state, check.round) == ("done", step.round)
            agrees = check.accepted == (step.state == "done") or (check.again and step.state == "done")
            assert own and agrees, f"{case.id} {name} {step}: {check}"
        review = evidence.find("validation", Review, review_id(case.id, name))
        if review is not None and step.state == "done":
            accepted = (review.answer, review.round) == ("accept", step.round)
            assert accepted, f"{case.id} {name} {step}: {review}"
