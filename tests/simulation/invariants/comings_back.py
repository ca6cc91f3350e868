"""Never more comes back than was sent, never more is credited than was invoiced, and every claim has a name."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from services.accounting.domain.invoice import Invoice
from services.accounting.domain.posting import invoice_id
from services.accounting.domain.settlement import Settlement
from services.intake.domain.case import Case
from services.logistics.domain.claim import CLAIMED, Claim, claim_id
from services.logistics.domain.movement import Movement
from services.logistics.domain.shipment import Shipment, shipment_id
from services.logistics.domain.stock_item import article_of
from tests.simulation.invariants.evidence import Evidence
from tests.simulation.witness import See

ZERO = Decimal(0)


class ComingsBack:
    """_back: pieces that came back by a return case, less those that it gave back, by case and article; _notes: credit
    notes of a part of an invoice; _taken_back: those that a further invoice has taken back."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._back: Counter[tuple[str, str]] = Counter()
        self._returning: dict[str, str] = {}
        self._seen: set[str] = set()
        self._shipments: dict[str, Shipment] = {}
        self._claims: dict[str, Claim] = {}
        self._notes: dict[str, Invoice] = {}
        self._taken_back: set[str] = set()

    @property
    def sees(self) -> Mapping[type[Any], See]:
        return {
            Case: self._case,
            Movement: self._movement,
            Shipment: lambda shipment: self._shipments.update({shipment.id: shipment}),
            Claim: self._claim,
            Invoice: self._invoice,
        }

    def _case(self, case: Case) -> None:
        if case.type == "return":
            self._returning[case.id] = case.of_case

    def _movement(self, movement: Movement) -> None:
        if movement.id not in self._seen and movement.reason in ("return", "give_back"):
            self._seen.add(movement.id)
            for line in movement.lines:
                self._back[movement.source, article_of(line.item)] += line.quantity

    def _claim(self, claim: Claim) -> None:
        assert claim.is_open == (claim.closed_at is None) == (not claim.outcome), f"settled or not: {claim}"
        assert claim.tracking and claim.case, f"nobody knows whose it is: {claim}"
        self._claims[claim.id] = claim

    def _invoice(self, invoice: Invoice) -> None:
        if invoice.kind == "credit_note" and invoice.credits != invoice_id(invoice.case):
            self._notes[invoice.id] = invoice
        elif invoice.kind == "invoice" and invoice.credits:
            self._taken_back.add(invoice.credits)

    def check(self) -> None:
        returned: Counter[tuple[str, str]] = Counter()
        for (case, article), pieces in self._back.items():
            if case in self._returning:
                returned[self._returning[case], article] += pieces
        for shipment in self._shipments.values():
            self._check_parcels(shipment)
        for (sale, article), pieces in returned.items():
            self._check_returned(sale, article, pieces)
        self._shipments.clear()
        self._check_credited()

    def _check_returned(self, sale: str, article: str, pieces: int) -> None:
        parts = [
            self._evidence.find("logistics", Shipment, shipment_id(sale, rest=rest)) for rest in (False, True)
        ]
        sent = [part for part in parts if part is not None]
        out = sum(
            line.quantity for part in sent for parcel in part.parcels for line in parcel.contents
            if line.article == article
        )  # fmt: skip
        known = sum(line.quantity for part in sent for line in part.returned if line.article == article)
        assert 0 <= pieces <= out, f"{article}: {pieces} came back of {out} that {sale} was sent"
        assert known == pieces, f"{article} of {sale}: {pieces} came back, its shipments say {known}"

    def _check_parcels(self, shipment: Shipment) -> None:
        for parcel in shipment.parcels:
            if parcel.status in CLAIMED:
                claim = self._claims.get(claim_id(shipment.id, parcel.tracking))
                assert claim is not None, f"{parcel.tracking} is {parcel.status}, and nobody claims it"

    def _check_credited(self) -> None:
        sums: dict[str, Decimal] = {}
        for note in self._notes.values():
            if note.id not in self._taken_back:
                sums[note.credits] = sums.get(note.credits, ZERO) + note.gross
        for id, credited in sums.items():
            invoice = self._evidence.find("accounting", Invoice, id)
            assert invoice is not None and credited <= invoice.gross, f"{credited} credited of {invoice}"
            settlement = self._evidence.find("accounting", Settlement, invoice.case)
            assert settlement is not None and settlement.returned == credited, (
                f"{credited} credited: {settlement}"
            )
