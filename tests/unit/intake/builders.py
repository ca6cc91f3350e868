"""Cases, answers and further messages with defaults; a test states only what matters to it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from shared.contracts.accounts import (
    InvoiceCredited,
    InvoiceIssued,
    InvoiceRefused,
    PaymentAwaited,
    PaymentCleared,
    PaymentReceived,
    PaymentReleased,
)
from shared.contracts.cases import CancelCase, CorrectCase, SubmitCase
from shared.contracts.documents import DocumentsChecked, ReviewDecided, ReviewOpened, ReviewWithdrawn
from shared.contracts.shipments import (
    ParcelMoved,
    RecallRefused,
    ShipmentDispatched,
    ShipmentNotPossible,
    ShipmentRecalled,
)
from shared.contracts.stock import StockReleased, StockReserved, StockShort
from shared.contracts.values import (
    Actor,
    DocumentRef,
    Finding,
    Line,
    MissingStock,
    Parcel,
    PartyRef,
    StockLine,
)

CASE = "case_" + "0" * 32
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CLIENT = Actor(kind="client", id="shop")
AGENT = Actor(kind="agent", id="agent-7")
MISSING = (MissingStock(article="A-1", wanted=2, available=1),)
BUYER = PartyRef(ref="party-1", role="buyer")


def a_line(number: int = 1, **changes: Any) -> Line:
    values: dict[str, Any] = {
        "number": number,
        "article": f"A-{number}",
        "label": "An article",
        "quantity": 2,
        "unit_price": Decimal("10.00"),
        "vat_rate": Decimal(20),
    }
    return Line(**{**values, **changes})


def a_sales_order(**changes: Any) -> SubmitCase:
    values: dict[str, Any] = {
        "case": CASE,
        "client": "shop",
        "type": "sales_order",
        "reference": "R-1",
        "priority": "normal",
        "received_at": NOW,
        "customer": "C-1",
        "parties": (BUYER,),
        "documents": (DocumentRef(document="doc_1", kind="signed_order"),),
        "lines": (a_line(),),
    }
    return SubmitCase(**{**values, **changes})


def a_customer_file(**changes: Any) -> SubmitCase:
    values: dict[str, Any] = {
        "case": CASE,
        "client": "crm",
        "type": "customer_file",
        "reference": "R-2",
        "priority": "normal",
        "received_at": NOW,
        "parties": (PartyRef(ref="party-2", role="applicant"),),
        "documents": (DocumentRef(document="doc_2", kind="identity"),),
    }
    return SubmitCase(**{**values, **changes})


def a_finding(where: str = "document:doc_1", severity: Any = "error") -> Finding:
    return Finding(
        rule="file.readable",
        rule_version=1,
        severity=severity,
        where=where,
        message_en="The file is damaged.",
        message_fr="Le fichier est endommagé.",
        remedy_en="Send it again.",
        remedy_fr="Renvoyez-le.",
    )


def checked(round: int = 1, accepted: bool = True, step: str = "check_documents") -> DocumentsChecked:
    findings = () if accepted else (a_finding(), a_finding("/totals", "warning"))
    return DocumentsChecked(case=CASE, step=step, round=round, accepted=accepted, findings=findings)


RESERVED = StockReserved(case=CASE, step="reserve_stock")
SHORT = StockShort(case=CASE, step="reserve_stock", missing=MISSING)
RELEASED = StockReleased(case=CASE, step="reserve_stock")
CLEARED = PaymentCleared(case=CASE, step="check_payment")
AWAITED = PaymentAwaited(
    case=CASE, step="check_payment", missing=Decimal("24.00"), currency="EUR", because="not paid yet"
)
FREED = PaymentReleased(case=CASE, step="check_payment", owed_back=Decimal(0), currency="EUR")
ISSUED = InvoiceIssued(
    case=CASE,
    step="issue_invoice",
    invoice="inv_1",
    number="F-1",
    issued_on=date(2026, 3, 2),
    currency="EUR",
    net=Decimal("20.00"),
    gross=Decimal("24.00"),
    vat=(),
)
UNBALANCED = InvoiceRefused(case=CASE, step="issue_invoice", reason="the entry does not balance")
CREDITED = InvoiceCredited(case=CASE, step="issue_invoice", number="A-1")
DISPATCHED = ShipmentDispatched(
    case=CASE,
    step="ship",
    shipment="shp_1",
    parcels=(Parcel(tracking="T-1", contents=(StockLine(article="A-1", quantity=2),)),),
)
RECALLED = ShipmentRecalled(case=CASE, step="ship")
GONE = RecallRefused(case=CASE, step="ship", reason="the carrier has it")
NOT_POSSIBLE = ShipmentNotPossible(case=CASE, step="ship", missing=MISSING)
CANCEL = CancelCase(case=CASE, actor=CLIENT, reason="ordered twice")


def opened(round: int = 1) -> ReviewOpened:
    return ReviewOpened(case=CASE, step="review", round=round)


def decided(answer: Any, round: int = 1, step: str = "review") -> ReviewDecided:
    reason = "" if answer == "accept" else "the photo is blurred"
    return ReviewDecided(case=CASE, step=step, round=round, answer=answer, reason=reason, actor=AGENT)


WITHDRAWN = ReviewWithdrawn(case=CASE, step="review")


def a_correction(**changes: Any) -> CorrectCase:
    values: dict[str, Any] = {
        "case": CASE,
        "actor": CLIENT,
        "documents": (DocumentRef(document="doc_9", kind="signed_order"),),
    }
    return CorrectCase(**{**values, **changes})


def a_payment(payment: str = "pay_1") -> PaymentReceived:
    return PaymentReceived(case=CASE, payment=payment, amount=Decimal("24.00"), currency="EUR")


def a_parcel_move(status: Any = "delivered") -> ParcelMoved:
    return ParcelMoved(case=CASE, shipment="shp_1", tracking="T-1", status=status, at=NOW, place="Lyon")
