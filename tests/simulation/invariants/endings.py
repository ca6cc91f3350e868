"""What stands behind the end of a case: closed means done as it says, refused and cancelled mean undone."""

from collections import Counter
from collections.abc import Iterable

from services.accounting.domain.invoice import Invoice
from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.posting import credit_note_id, invoice_id, purchase_entry_id
from services.accounting.domain.purchase import Purchase
from services.accounting.domain.returning import CreditedReturn
from services.accounting.domain.settlement import Settlement
from services.intake.domain.case import Case
from services.logistics.domain.arrival import Arrival
from services.logistics.domain.reservation import Reservation, rest_id
from services.logistics.domain.shipment import Shipment, shipment_id
from services.logistics.domain.stock_item import article_of
from services.validation.domain.review import Review, review_id
from shared.contracts.values import Line
from tests.simulation.invariants.evidence import Evidence


def check_closed(evidence: Evidence, case: Case) -> None:
    assert all(step.state == "done" for step in case.steps.values()), (
        f"{case.id} is closed, not all steps are done"
    )
    if "ship" in case.steps:
        _check_shipped(evidence, case)
    if "issue_invoice" in case.steps:
        invoice = evidence.find("accounting", Invoice, invoice_id(case.id))
        assert invoice is not None and invoice.gross == case.gross, f"{case.id} is closed, invoice {invoice}"
        assert evidence.find("accounting", Invoice, credit_note_id(case.id)) is None, (
            f"{case.id} is closed and credited"
        )
    if "accept_goods" in case.steps:
        arrival = evidence.find("logistics", Arrival, case.id)
        assert arrival is not None and arrival.state == "accepted", f"{case.id} is closed, {arrival}"
        came = Counter[str]()
        for line in arrival.lines:
            came[article_of(line.item)] += line.quantity
        assert came == _wanted(case.lines), f"{case.id}: {came} came"
    if "post" in case.steps:
        purchase = evidence.find("accounting", Purchase, case.id)
        posted = purchase is not None and (purchase.state, purchase.gross) == ("posted", case.gross)
        assert posted, f"{case.id} is closed, {purchase}"
        entry = evidence.find("accounting", JournalEntry, purchase_entry_id(case.id))
        owed = (
            sum(line.credit - line.debit for line in entry.lines if line.account == "401") if entry else None
        )
        assert owed == case.gross, f"{case.id} is closed, its supplier is owed {owed}"
    if "credit" in case.steps:
        credited = evidence.find("accounting", CreditedReturn, case.id)
        note = evidence.find("accounting", Invoice, credit_note_id(case.id))
        assert credited is not None and credited.state == "issued", f"{case.id} is closed, {credited}"
        assert note is not None and note.lines == case.lines, f"{case.id} is closed, credit note {note}"


def _wanted(lines: Iterable[Line]) -> Counter[str]:
    wanted = Counter[str]()
    for line in lines:
        wanted[line.article] += line.quantity
    return wanted


def _check_shipped(evidence: Evidence, case: Case) -> None:
    """In one shipment or in two, which add up to the order."""
    packed = Counter[str]()
    for rest in (False, True):
        shipment = evidence.find("logistics", Shipment, shipment_id(case.id, rest=rest))
        assert (rest and shipment is None) or (shipment is not None and shipment.state == "dispatched"), (
            f"{case.id} is closed, {shipment}"
        )
        for parcel in shipment.parcels if shipment else ():
            for content in parcel.contents:
                packed[content.article] += content.quantity
        reservation = evidence.find("logistics", Reservation, rest_id(case.id) if rest else case.id)
        gone = reservation is None if shipment is None else reservation and reservation.state == "shipped"
        assert gone or (rest and reservation and reservation.state == "released"), (
            f"{case.id} is closed, {reservation}"
        )
    wanted = _wanted(case.lines)
    assert wanted == packed, f"{case.id}: ordered {wanted}, shipped {packed}"


def check_undone(evidence: Evidence, case: Case) -> None:
    """What expired holds nothing; where it was asked for anew and refused, there is nothing left to release."""
    told = f"{case.id} is {case.status}"
    invoice = evidence.find("accounting", Invoice, invoice_id(case.id))
    note = evidence.find("accounting", Invoice, credit_note_id(case.id))
    assert (invoice is None) == (note is None), f"{told}: invoice {invoice}, credit note {note}"
    for rest in (False, True):
        reservation = evidence.find("logistics", Reservation, rest_id(case.id) if rest else case.id)
        refused = "reserve_stock" in case.steps and case.steps["reserve_stock"].state == "refused"
        is_free = reservation is None or reservation.state in (
            "released",
            "expired" if refused else "released",
        )
        assert is_free, f"{told}: {reservation}"
        shipment = evidence.find("logistics", Shipment, shipment_id(case.id, rest=rest))
        assert shipment is None or shipment.state == "recalled", f"{told}: {shipment}"
    settlement = evidence.find("accounting", Settlement, case.id)
    if settlement is not None:
        assert settlement.state in ("released", "unchecked") and not settlement.held, f"{told}: {settlement}"
    arrival = evidence.find("logistics", Arrival, case.id)
    assert arrival is None or arrival.state == "given_back", f"{told}: {arrival}"
    purchase = evidence.find("accounting", Purchase, case.id)
    assert purchase is None or purchase.state == "reversed", f"{told}: {purchase}"
    credited = evidence.find("accounting", CreditedReturn, case.id)
    assert credited is None or credited.state == "reversed", f"{told}: {credited}"
    for name in case.steps:
        review = evidence.find("validation", Review, review_id(case.id, name))
        assert review is None or review.state != "open", f"{told}: {review}"
