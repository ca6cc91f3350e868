"""CountStock: what is really on the shelf."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from services.logistics.domain.closed_doors import no_such_warehouse, under_count
from services.logistics.domain.count_list import CountList
from services.logistics.domain.count_listing import CLOSED, unknown_list
from services.logistics.domain.fault import Fault
from services.logistics.domain.found import Found, found, needed_to_find, serials_here, why_not_found
from services.logistics.domain.house import house_key, house_of
from services.logistics.domain.movement import Movement, traces_of
from services.logistics.domain.rules import Rules
from services.logistics.domain.stock_item import ZERO, items_for
from services.logistics.domain.stock_level import levels
from services.logistics.domain.taking_back import take_back_if_short
from services.logistics.domain.valuation import value_posted
from services.logistics.domain.waking import wake_if_waiting
from shared.contracts.decision import NOTHING, Decision, Entity, Key, Known, Moment, Need, done
from shared.contracts.stocktaking import CountStock


@dataclass(frozen=True)
class Counting:
    """Decides on CountStock."""

    rules: Rules

    def needed(self, message: CountStock, moment: Moment) -> Iterable[Need]:
        yield Key(Movement, message.count)
        yield house_key(moment.tenant)
        if message.list:
            yield Key(CountList, message.list, named=True)
        yield from items_for(moment.tenant, message.warehouse, {line.article for line in message.lines})
        yield from needed_to_find(message, moment)

    def then(self, message: CountStock, known: Known, moment: Moment) -> Iterable[Need]:
        return serials_here(message, known, moment)

    def count(self, message: CountStock, known: Known, moment: Moment) -> Decision:
        """Set what is on hand to what was found, once per count; when a line is wrong, nothing.

        Found more: who waits is looked at. Found less than is promised: what is promised stays on the books as
        missing, and reservations are taken back until it is settled.
        """
        if known.get(Movement, message.count) is not None:
            return NOTHING
        fault = _why_not(message, known, moment) or why_not_found(message, known, moment)
        if fault is not None:
            return Decision(answer=fault.answer)
        outcome = found(message, known, self.rules, moment)
        adjustment = self._movement(message, outcome, moment)
        marked = [replace(item, counted_in=message.list) for item in outcome.items] if message.list else None
        items, low = levels(marked or outcome.items)
        pieces = sum(line.quantity for line in outcome.lines)
        value = sum((line.amount for line in outcome.lines), ZERO)
        listed: tuple[Entity, ...] = ()
        count = known.get(CountList, message.list) if message.list else None
        if count is not None:
            listed = (count.with_count(pieces, value),)
        today = self.rules.today(moment.tenant, moment.now)
        return Decision(
            save=(adjustment, *items, *outcome.lots, *listed),
            send=(
                *take_back_if_short(message.count, items),
                *wake_if_waiting(message.count, items),
                *value_posted(adjustment, message.count, self.rules.currency, today),
                *low,
            ),
            answer=done(pieces=str(pieces), value=str(value)),
        )

    def _movement(self, message: CountStock, outcome: Found, moment: Moment) -> Movement:
        return Movement(
            id=message.count,
            tenant=moment.tenant,
            reason="count",
            source=message.count,
            at=moment.now,
            lines=outcome.lines,
            reference=message.list,
            actor=message.actor.id,
            warehouse=message.warehouse,
            traces=traces_of(outcome.lines),
        )


def _why_not(message: CountStock, known: Known, moment: Moment) -> Fault | None:
    house = house_of(known, moment.tenant)
    warehouse = house.warehouse(message.warehouse)
    if not house.knows(message.warehouse):
        return no_such_warehouse(message.warehouse)
    if warehouse is not None and warehouse.frozen_by not in ("", message.list):
        return under_count(message.warehouse)
    if not message.list:
        return None
    count = known.get(CountList, message.list)
    if count is None or count.warehouse != message.warehouse:
        return unknown_list(message.list)
    return CLOSED if count.state == "closed" else None
