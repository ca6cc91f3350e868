"""ReserveStock: all lines of a case or none, unless it may be sent in parts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from services.logistics.domain.choosing import choose
from services.logistics.domain.closed_doors import no_such_warehouse
from services.logistics.domain.house import ANY, House, house_key, house_of
from services.logistics.domain.lines import added_up
from services.logistics.domain.reservation import Reservation, asked_for, held_up_by, rest_id
from services.logistics.domain.rules import Rules
from services.logistics.domain.splitting import split
from services.logistics.domain.stock_item import StockItem, items_for, items_of
from services.logistics.domain.stock_level import levels
from shared.contracts.decision import Decision, Key, Known, Moment, Need
from shared.contracts.stock import ReserveStock, StockRefused, StockReleased, StockReserved, StockShort
from shared.contracts.values import MissingStock


@dataclass(frozen=True)
class Reserving:
    """Decides on ReserveStock."""

    rules: Rules

    def needed(self, message: ReserveStock, moment: Moment) -> Iterable[Need]:
        articles = {line.article for line in message.lines}
        rest = (Key(Reservation, rest_id(message.case)),) if message.partial else ()
        return (
            Key(Reservation, message.case),
            *rest,
            house_key(moment.tenant),
            *items_for(moment.tenant, message.warehouse, articles),
        )

    def then(self, message: ReserveStock, known: Known, moment: Moment) -> Iterable[Need]:
        """Where the house is to choose, what lies in all its warehouses."""
        if message.warehouse != ANY:
            return ()
        earlier = known.get(Reservation, message.case)
        codes = [one.code for one in house_of(known, moment.tenant).warehouses]
        if earlier is not None:
            codes.append(earlier.warehouse)
        articles = {line.article for line in message.lines}
        return [need for code in codes for need in items_for(moment.tenant, code, articles)]

    def reserve(self, message: ReserveStock, known: Known, moment: Moment) -> Decision:
        """Reserve every line, or put the case on backorder and say what holds it up.

        A case waits in the queue of the first article that holds it up. Nobody takes a piece of an article while
        somebody with an older or higher claim waits in its queue, even if the pieces there would do for the
        newcomer alone: otherwise a large order could be starved by a stream of small ones. A case that leaves the
        choice of the warehouse is given to one first, which then decides.
        """
        lines = added_up(message.lines)
        earlier = known.get(Reservation, message.case)
        if earlier is not None and earlier.state != "expired":
            items = items_of(known, moment.tenant, earlier.warehouse, earlier.lines)
            return _answer_again(message, earlier, items)
        house = house_of(known, moment.tenant)
        if message.warehouse == ANY:
            return _handed_on(message, earlier, house, known, moment)
        if not house.knows(message.warehouse):
            return Decision(send=(_refused(message),))
        wish = asked_for(message.case, message.step, message.warehouse, lines, moment, message.partial)
        if earlier is not None:
            wish = replace(wish, revision=earlier.revision)
        return self._granted(message, wish, known, moment)

    def _granted(self, message: ReserveStock, wish: Reservation, known: Known, moment: Moment) -> Decision:
        items = items_of(known, moment.tenant, message.warehouse, wish.lines)
        parts = split(wish, items) if message.partial else None
        if parts is not None:
            return self._granted_in_parts(message, parts, items, moment)
        missing = held_up_by(wish, items)
        if missing:
            item = items[missing[0].article]
            waiting = wish.waiting(item.id)
            return Decision(
                save=(waiting, item.joined(wish.place)), send=(_short(message, missing, waiting),)
            )
        taken, told = levels(items[line.article].reserve(line.quantity) for line in wish.lines)
        reserved = wish.reserved(items, self.rules, moment.now)
        return Decision(save=(reserved, *taken), send=(_reserved(message, reserved), *told))

    def _granted_in_parts(
        self,
        message: ReserveStock,
        parts: tuple[Reservation, Reservation],
        items: dict[str, StockItem],
        moment: Moment,
    ) -> Decision:
        now, rest = parts
        taken = dict(items)
        for line in now.lines:
            taken[line.article] = taken[line.article].reserve(line.quantity)
        missing = held_up_by(rest, taken)
        held_up = missing[0].article
        taken[held_up] = taken[held_up].joined(rest.place)
        reserved = now.reserved(items, self.rules, moment.now)
        after, told = levels(taken.values())
        return Decision(
            save=(reserved, rest.waiting(taken[held_up].id), *after),
            send=(_reserved(message, reserved, missing), *told),
        )


def _handed_on(
    message: ReserveStock, earlier: Reservation | None, house: House, known: Known, moment: Moment
) -> Decision:
    """To the warehouse that decides; a case that had its goods in one of them stays with it."""
    code = earlier.warehouse if earlier is not None else choose(house, message, known, moment)
    given = ReserveStock(
        case=message.case,
        step=message.step,
        warehouse=code,
        lines=message.lines,
        partial=message.partial,
        area=message.area,
    )
    return Decision(send=(given,))


def _refused(message: ReserveStock) -> StockRefused:
    fault = no_such_warehouse(message.warehouse)
    return StockRefused(case=message.case, step=message.step, reason=fault.reason)


def _answer_again(message: ReserveStock, earlier: Reservation, items: dict[str, StockItem]) -> Decision:
    if earlier.state == "released":
        return Decision(send=(StockReleased(case=message.case, step=message.step),))
    if earlier.state == "waiting":
        return Decision(send=(_short(message, held_up_by(earlier, items), earlier),))
    return Decision(send=(_reserved(message, earlier),))


def _reserved(
    message: ReserveStock, reservation: Reservation, rest: tuple[MissingStock, ...] = ()
) -> StockReserved:
    return StockReserved(
        case=message.case,
        step=message.step,
        revision=reservation.revision,
        warehouse=reservation.warehouse,
        rest=rest,
    )


def _short(message: ReserveStock, missing: tuple[MissingStock, ...], waiting: Reservation) -> StockShort:
    return StockShort(
        case=message.case,
        step=message.step,
        missing=missing,
        revision=waiting.revision,
        warehouse=waiting.warehouse,
    )
