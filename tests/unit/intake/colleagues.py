"""The other services as intake may count on them: idempotent, with tombstones, answering with how things
stand now."""

from dataclasses import dataclass
from random import Random

from shared.contracts.accounts import (
    CheckPayment,
    CreditInvoice,
    InvoiceCredited,
    IssueInvoice,
    ReleasePayment,
)
from shared.contracts.documents import (
    CheckDocuments,
    OpenReview,
    ReviewDecided,
    ReviewOpened,
    ReviewWithdrawn,
    WithdrawReview,
)
from shared.contracts.message import Message
from shared.contracts.shipments import PrepareShipment, RecallShipment
from shared.contracts.stock import ReleaseStock, ReserveStock
from tests.unit.intake.builders import (
    AGENT,
    AWAITED,
    CASE,
    CLEARED,
    CREDITED,
    DISPATCHED,
    FREED,
    GONE,
    ISSUED,
    NOT_POSSIBLE,
    RECALLED,
    RELEASED,
    RESERVED,
    SHORT,
    UNBALANCED,
    checked,
)

NOTHING_TO_CREDIT = InvoiceCredited(case=CASE, step="issue_invoice", number="")


@dataclass
class Logistics:
    random: Random
    stock: str = "none"
    shipment: str = "none"
    carrier_has_it: bool = False

    def handle(self, message: Message) -> list[Message]:
        if isinstance(message, ReserveStock):
            if self.stock == "none":
                self.stock = self.random.choice(["reserved", "short"])
            return [{"reserved": RESERVED, "short": SHORT, "released": RELEASED}[self.stock]]
        if isinstance(message, ReleaseStock):
            self.stock = "released"
            return [RELEASED]
        if isinstance(message, PrepareShipment):
            return [self._prepare()]
        if isinstance(message, RecallShipment):
            if self.shipment == "dispatched" and self.carrier_has_it:
                return [GONE]
            self.shipment = "recalled"
            return [RECALLED]
        return []

    def _prepare(self) -> Message:
        if self.shipment == "none" and self.stock == "reserved":
            self.shipment = "dispatched"
            self.carrier_has_it = self.random.random() < 0.3
        return {"none": NOT_POSSIBLE, "dispatched": DISPATCHED, "recalled": RECALLED}[self.shipment]

    def happen(self) -> list[Message]:
        """Goods come in, or a count takes a reservation back."""
        if self.stock == "short":
            self.stock = "reserved"
            return [RESERVED]
        if self.stock == "reserved" and self.shipment == "none":
            self.stock = "short"
            return [SHORT]
        return []

    def settle(self) -> list[Message]:
        """In the end the goods are there, and the carrier gives back what was called back."""
        self.carrier_has_it = False
        return self.happen() if self.stock == "short" else []


@dataclass
class Accounting:
    random: Random
    payment: str = "none"
    invoice: str = "none"

    def handle(self, message: Message) -> list[Message]:
        if isinstance(message, CheckPayment):
            if self.payment == "none":
                self.payment = self.random.choice(["cleared", "awaited"])
            return [{"cleared": CLEARED, "awaited": AWAITED, "released": FREED}[self.payment]]
        if isinstance(message, ReleasePayment):
            self.payment = "released"
            return [FREED]
        if isinstance(message, IssueInvoice):
            if self.invoice == "none":
                self.invoice = self.random.choice(["issued", "issued", "refused"])
            answers = {
                "issued": ISSUED,
                "refused": UNBALANCED,
                "void": NOTHING_TO_CREDIT,
                "credited": CREDITED,
            }
            return [answers[self.invoice]]
        if isinstance(message, CreditInvoice):
            self.invoice = "credited" if self.invoice in ("issued", "credited") else "void"
            return [CREDITED if self.invoice == "credited" else NOTHING_TO_CREDIT]
        return []

    def settle(self) -> list[Message]:
        """In the end the money is there."""
        if self.payment != "awaited":
            return []
        self.payment = "cleared"
        return [CLEARED]


@dataclass
class Validation:
    random: Random
    withdrawn: bool = False
    strict: bool = True
    salt: float = 0.0

    def __post_init__(self) -> None:
        self.salt = self.random.random()

    def handle(self, message: Message) -> list[Message]:
        if isinstance(message, CheckDocuments):
            sound = not self.strict or Random(f"{self.salt}{message.round}").random() < 0.6
            return [checked(message.round, accepted=sound)]
        if isinstance(message, WithdrawReview):
            self.withdrawn = True
            return [ReviewWithdrawn(case=CASE, step=message.step)]
        if isinstance(message, OpenReview):
            return [] if self.withdrawn else self._review(message)
        return []

    def _review(self, message: OpenReview) -> list[Message]:
        answer = self.random.choice(["accept", "refuse", "correct"]) if self.strict else "accept"
        return [
            ReviewOpened(case=CASE, step=message.step, round=message.round),
            ReviewDecided(
                case=CASE,
                step=message.step,
                round=message.round,
                answer=answer,  # type: ignore[arg-type]
                reason="" if answer == "accept" else "because",
                actor=AGENT,
            ),
        ]
