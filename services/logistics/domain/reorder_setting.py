"""SetReorderRule: when to order more of an article in a warehouse."""

from collections.abc import Iterable
from dataclasses import replace

from services.logistics.domain.closed_doors import no_such_warehouse
from services.logistics.domain.fault import Fault
from services.logistics.domain.house import house_key, house_of
from services.logistics.domain.reorder_rule import ReorderRule
from services.logistics.domain.stock_item import item_of, items_for
from services.logistics.domain.stock_level import levels
from shared.contracts.decision import Decision, Known, Moment, Need
from shared.contracts.stock import SetReorderRule

_TOO_LOW = Fault(
    "order_up_to_too_low",
    "The level to order up to lies below the point at which it is time to order.",
    "Send a level above the reorder point.",
    "/order_up_to",
)


def needed(message: SetReorderRule, moment: Moment) -> Iterable[Need]:
    return (house_key(moment.tenant), *items_for(moment.tenant, message.warehouse, (message.article,)))


def set_rule(message: SetReorderRule, known: Known, moment: Moment) -> Decision:
    """From now on; an article that is low already is told of at once. A point below zero takes the rule away."""
    if not house_of(known, moment.tenant).knows(message.warehouse):
        return Decision(answer=no_such_warehouse(message.warehouse).answer)
    if message.point >= 0 and message.up_to <= message.point:
        return Decision(answer=_TOO_LOW.answer)
    item = item_of(known, moment.tenant, message.warehouse, message.article)
    rule = ReorderRule(message.point, message.up_to, message.pack) if message.point >= 0 else None
    items, told = levels((replace(item, reorder=rule, low=False),))
    return Decision(save=items, send=told)
