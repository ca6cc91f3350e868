"""ExpireReservation: a case has held its goods for too long without shipping them; others may have them."""

from collections.abc import Iterable
from dataclasses import replace

from services.logistics.domain.lines import added_up
from services.logistics.domain.releasing import freed_by, held_by, items_held
from services.logistics.domain.reservation import Reservation, rest_id
from services.logistics.domain.stock_level import levels
from services.logistics.domain.waking import wake_if_waiting
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need
from shared.contracts.stock import ExpireReservation, ReservationExpired


def needed(message: ExpireReservation, _moment: Moment) -> Iterable[Need]:
    return (Key(Reservation, message.case), Key(Reservation, rest_id(message.case)))


def then(message: ExpireReservation, known: Known, _moment: Moment) -> Iterable[Need]:
    return items_held(message.case, known)


def expire(message: ExpireReservation, known: Known, moment: Moment) -> Decision:
    """Free the goods and tell the case. Once it is to be shipped after all, it is told that nothing is reserved any
    more, and asks anew: at the end of the queue, since it lost its place. A rest that waits goes with it."""
    reservation = known.get(Reservation, message.case)
    if reservation is None or reservation.state != "reserved" or reservation.due_at is None:
        return NOTHING
    if reservation.due_at > max(moment.now, message.due_at):
        return NOTHING
    if reservation.parked:  # its shipment is ordered already, and waits for the end of a count
        return Decision(save=(replace(reservation, due_at=None),))
    parts = held_by(message.case, known)
    freed, _ = levels(freed_by(parts, known))
    everything = added_up(line for part in parts for line in part.lines)
    expired = replace(
        reservation.with_lines(everything), state="expired", due_at=None, has_rest=False, waits_for=""
    )
    rest = [part.released() for part in parts if part.is_rest]
    told = ReservationExpired(case=message.case, step=reservation.step, since=reservation.since)
    return Decision(save=(expired, *rest, *freed), send=(told, *wake_if_waiting(message.case, freed)))
