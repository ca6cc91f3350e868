"""RecallShipment: the goods come back, if no carrier has them yet."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from services.logistics.domain.movement import movement
from services.logistics.domain.putting_back import needed_to_put_back, put_back
from services.logistics.domain.releasing import freed_by, held_by, items_held
from services.logistics.domain.reservation import Reservation, rest_id
from services.logistics.domain.rules import Rules
from services.logistics.domain.shipment import Shipment, ShippedParcel, shipment_id
from services.logistics.domain.stock_level import levels
from services.logistics.domain.valuation import value_posted
from services.logistics.domain.waking import wake_if_waiting
from shared.contracts.decision import Decision, Key, Known, Moment, Need
from shared.contracts.shipments import RecallRefused, RecallShipment, ShipmentRecalled


def _ids(case: str) -> tuple[str, str]:
    return shipment_id(case), shipment_id(case, rest=True)


def _sent(case: str, known: Known) -> list[Shipment]:
    found = (known.get(Shipment, id) for id in _ids(case))
    return [shipment for shipment in found if shipment is not None and shipment.state == "dispatched"]


def _moving(shipments: Iterable[Shipment]) -> ShippedParcel | None:
    return next((parcel for one in shipments for parcel in one.parcels if parcel.status != "announced"), None)


def _why_not(sent: list[Shipment]) -> str:
    """Why the recipient has the goods, or is about to; empty while nothing says so."""
    moving = _moving(sent)
    if moving is not None:
        return f"parcel {moving.tracking} is already {moving.status.replace('_', ' ')}"
    if any(shipment.returned for shipment in sent):
        return "goods of it have come back by a return, and so does the rest"
    return ""


@dataclass(frozen=True)
class Recalling:
    """Decides on RecallShipment."""

    rules: Rules

    def needed(self, message: RecallShipment, _moment: Moment) -> Iterable[Need]:
        return (
            *(Key(Shipment, id) for id in _ids(message.case)),
            Key(Reservation, message.case),
            Key(Reservation, rest_id(message.case)),
        )

    def then(self, message: RecallShipment, known: Known, _moment: Moment) -> Iterable[Need]:
        return (*items_held(message.case, known), *needed_to_put_back(_sent(message.case, known)))

    def recall(self, message: RecallShipment, known: Known, moment: Moment) -> Decision:
        """Put the goods back on hand, free for whoever waits; refused once a carrier has taken a parcel, or goods have
        come back by a return. What was to follow does not follow.

        The case's reservation is used up by that: a case that is to be shipped after all is a new case.
        """
        recalled = ShipmentRecalled(case=message.case, step=message.step)
        shipment = known.get(Shipment, shipment_id(message.case))
        if shipment is None:
            return self._never(message, known, moment)
        if shipment.state == "recalled":
            return Decision(send=(recalled,))
        sent = _sent(message.case, known)
        reason = _why_not(sent)
        if reason:
            refused = RecallRefused(case=message.case, step=message.step, reason=reason)
            return Decision(send=(refused,))
        return self._recalled(message, sent, known, moment)

    def _never(self, message: RecallShipment, known: Known, moment: Moment) -> Decision:
        """A tombstone; a shipment that waits for the end of a count is not to leave any more either."""
        id = shipment_id(message.case)
        never = Shipment(id, moment.tenant, message.case, message.warehouse, "recalled", moment.now)
        parked = [
            replace(part, parked="", ship_step="") for part in held_by(message.case, known) if part.parked
        ]
        recalled = ShipmentRecalled(case=message.case, step=message.step)
        return Decision(save=(never, *parked), send=(recalled,))

    def _recalled(
        self, message: RecallShipment, sent: list[Shipment], known: Known, moment: Moment
    ) -> Decision:
        parts = held_by(message.case, known)
        back = put_back(sent, freed_by(parts, known), known, self.rules, moment)
        items, _ = levels(back.items)
        moved = movement("recall", sent[0].id, sent[0].warehouse, back.lines, moment)
        today = self.rules.today(moment.tenant, moment.now)
        return Decision(
            save=(
                *(replace(shipment, state="recalled", due_at=None) for shipment in sent),
                *(part.released() for part in parts),
                *items,
                *back.lots,
            ),
            add=(moved,),
            send=(
                ShipmentRecalled(case=message.case, step=message.step),
                *wake_if_waiting(message.case, items),
                *value_posted(moved, message.case, self.rules.currency, today),
            ),
        )
