"""The timeline of a case, its state and the states of the other services tell one story."""

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from services.accounting.domain.invoice import Invoice
from services.accounting.domain.payment import Payment
from services.accounting.domain.posting import credit_note_id, invoice_id
from services.accounting.domain.settlement import Settlement
from services.intake.domain.case import FINAL, Case
from services.intake.domain.timeline import TimelineEntry
from services.logistics.domain.reservation import Reservation
from services.logistics.domain.shipment import Shipment, shipment_id
from services.validation.domain.check import Check, check_id
from services.validation.domain.review import Review, review_id
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
                    _check_closed(self._evidence, case)
                elif case.status in FINAL:
                    _check_undone(self._evidence, case)


def _check_timeline(case: Case, entries: list[TimelineEntry]) -> None:
    assert [entry.seq for entry in entries] == list(range(1, case.entries + 1)), (
        f"{case.id}: gaps in the timeline"
    )
    assert all(a.at <= b.at for a, b in pairwise(entries)), f"{case.id}: time went back"
    messages = Counter(entry.message for entry in entries)
    assert all(times == 1 for times in messages.values()), f"{case.id}: one message, two entries"
    facts = Counter(fact.what for entry in entries for fact in entry.facts)
    ends = {what: facts[what] for what in ("case_closed", "case_refused", "case_cancelled") if facts[what]}
    expected = {f"case_{case.status}": 1} if case.status in FINAL else {}
    assert ends == expected, f"{case.id} is {case.status}, its timeline says {ends}"
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
    """A step is done, or wants a correction, by the answer to its own round."""
    checking, reviewing = case.steps.get("check_documents"), case.steps.get("review")
    if checking is not None and checking.state in ("done", "needs_correction"):
        check = evidence.find("validation", Check, check_id(case.id, "check_documents"))
        own = check is not None and (check.state, check.round) == ("done", checking.round)
        assert own and check and check.accepted == (checking.state == "done"), (
            f"{case.id} {checking}: {check}"
        )
    if reviewing is not None and reviewing.state == "done":
        review = evidence.find("validation", Review, review_id(case.id, "review"))
        accepted = review is not None and (review.answer, review.round) == ("accept", reviewing.round)
        assert accepted, f"{case.id}: {review}"


def _check_closed(evidence: Evidence, case: Case) -> None:
    assert all(step.state == "done" for step in case.steps.values()), (
        f"{case.id} is closed, not all steps are done"
    )
    if "ship" in case.steps:
        invoice = evidence.find("accounting", Invoice, invoice_id(case.id))
        assert invoice is not None and invoice.gross == case.gross, f"{case.id} is closed, invoice {invoice}"
        assert evidence.find("accounting", Invoice, credit_note_id(case.id)) is None, (
            f"{case.id} is closed and credited"
        )
        shipment = evidence.find("logistics", Shipment, shipment_id(case.id))
        assert shipment is not None and shipment.state == "dispatched", f"{case.id} is closed, {shipment}"
        reservation = evidence.find("logistics", Reservation, case.id)
        assert reservation is not None and reservation.state == "shipped", (
            f"{case.id} is closed, {reservation}"
        )
        wanted = Counter[str]()
        for line in case.lines:
            wanted[line.article] += line.quantity
        packed = Counter[str]()
        for parcel in shipment.parcels if shipment else ():
            for content in parcel.contents:
                packed[content.article] += content.quantity
        assert wanted == packed, f"{case.id}: ordered {wanted}, shipped {packed}"


def _check_undone(evidence: Evidence, case: Case) -> None:
    told = f"{case.id} is {case.status}"
    invoice = evidence.find("accounting", Invoice, invoice_id(case.id))
    note = evidence.find("accounting", Invoice, credit_note_id(case.id))
    assert (invoice is None) == (note is None), f"{told}: invoice {invoice}, credit note {note}"
    reservation = evidence.find("logistics", Reservation, case.id)
    assert reservation is None or reservation.state == "released", f"{told}: {reservation}"
    shipment = evidence.find("logistics", Shipment, shipment_id(case.id))
    assert shipment is None or shipment.state == "recalled", f"{told}: {shipment}"
    settlement = evidence.find("accounting", Settlement, case.id)
    if settlement is not None:
        assert settlement.state in ("released", "unchecked") and not settlement.held, f"{told}: {settlement}"
    review = evidence.find("validation", Review, review_id(case.id, "review"))
    assert review is None or review.state != "open", f"{told}: {review}"
