"""What happens to a case beside its steps: money comes in, parcels move. It goes on after the case is
closed."""

from services.intake.domain import announcing
from services.intake.domain.case import Case
from services.intake.domain.case_type import CaseTypes
from services.intake.domain.finding_case import case_of
from services.intake.domain.timeline import Told
from services.intake.domain.turn import Turn
from shared.contracts.accounts import PaymentReceived
from shared.contracts.cases import Progress
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need
from shared.contracts.shipments import ParcelMoved, ShipmentDelayed
from shared.contracts.stock import ReservationExpired
from shared.contracts.values import Actor


def payment_needed(message: PaymentReceived, _moment: Moment) -> tuple[Need, ...]:
    return (Key(Case, message.case), Key(Told, _payment_id(message)))


def parcel_needed(message: ParcelMoved, _moment: Moment) -> tuple[Need, ...]:
    return (Key(Case, message.case), Key(Told, _parcel_id(message)))


def _payment_id(message: PaymentReceived) -> str:
    return f"{message.case}:{message.payment}"


def _parcel_id(message: ParcelMoved) -> str:
    return f"{message.case}:{message.tracking}:{message.status}:{message.at.isoformat()}"


def delay_needed(message: ShipmentDelayed, _moment: Moment) -> tuple[Need, ...]:
    return (Key(Case, message.case), Key(Told, _delay_id(message)))


def expiry_needed(message: ReservationExpired, _moment: Moment) -> tuple[Need, ...]:
    return (Key(Case, message.case), Key(Told, _expiry_id(message)))


def _delay_id(message: ShipmentDelayed) -> str:
    return f"{message.case}:{message.shipment}:late"


def _expiry_id(message: ReservationExpired) -> str:
    return f"{message.case}:expired:{message.since.isoformat()}"


class Reporting:
    """Tells the front office once of each payment, each move of a parcel, what will come late and what expired."""

    def __init__(self, types: CaseTypes) -> None:
        self._types = types

    def payment(self, message: PaymentReceived, known: Known, moment: Moment) -> Decision:
        details = {
            "payment": message.payment,
            "amount": str(message.amount),
            "currency": message.currency,
        }
        return self._report(message, _payment_id(message), "payment_received", details, known, moment)

    def parcel(self, message: ParcelMoved, known: Known, moment: Moment) -> Decision:
        details = {
            "shipment": message.shipment,
            "tracking": message.tracking,
            "status": message.status,
            "at": message.at.isoformat(),
        }
        if message.place:
            details["place"] = message.place
        return self._report(message, _parcel_id(message), "parcel_moved", details, known, moment)

    def delay(self, message: ShipmentDelayed, known: Known, moment: Moment) -> Decision:
        details = {
            "shipment": message.shipment,
            "promised_on": message.promised_on.isoformat(),
            "tracking": ", ".join(message.tracking),
        }
        return self._report(message, _delay_id(message), "shipment_late", details, known, moment)

    def expiry(self, message: ReservationExpired, known: Known, moment: Moment) -> Decision:
        details = {"since": message.since.isoformat()}
        return self._report(message, _expiry_id(message), "reservation_expired", details, known, moment)

    def _report(
        self,
        message: PaymentReceived | ParcelMoved | ShipmentDelayed | ReservationExpired,
        id: str,
        progress: Progress,
        details: dict[str, str],
        known: Known,
        moment: Moment,
    ) -> Decision:
        case = case_of(message.case, known)
        if known.get(Told, id) is not None:
            return NOTHING
        who = Actor(kind="service", id=message.definition.senders[0])
        turn = Turn(case, self._types.of_case(case.type, case.type_version), moment, who)
        turn.note(progress, details={name: value for name, value in details.items() if name != "place"})
        turn.tell(announcing.progressed(case, progress, details))
        return turn.decision(Told(id=id, tenant=moment.tenant))
