"""TakeBackStock: a count found fewer pieces than are promised, or a lot may not be sent any more."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.logistics.domain.movement import Movement, change, movement
from services.logistics.domain.reservation import Reservation, holders_of
from services.logistics.domain.rules import Rules
from services.logistics.domain.stock_item import StockItem, item_id
from services.logistics.domain.stock_level import levels
from services.logistics.domain.valuation import value_posted
from services.logistics.domain.waking import wake_if_waiting
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need
from shared.contracts.message import Message
from shared.contracts.stock import StockShort, TakeBackStock
from shared.contracts.values import MissingStock

AT_A_TIME = 50
"""Reservations that one decision may take back; for the rest the service orders itself to go on."""


def take_back_if_short(why: str, items: Iterable[StockItem]) -> tuple[TakeBackStock, ...]:
    """The orders to take promises back, where there are more of them than pieces to keep them with."""
    return tuple(
        TakeBackStock(case=why, warehouse=item.warehouse, article=item.article)
        for item in items
        if item.short
    )


@dataclass(frozen=True)
class TakingBack:
    """Decides on TakeBackStock."""

    rules: Rules

    def needed(self, message: TakeBackStock, moment: Moment) -> Iterable[Need]:
        item = item_id(moment.tenant, message.warehouse, message.article)
        return (Key(StockItem, item), holders_of(item, AT_A_TIME))

    def then(self, message: TakeBackStock, known: Known, moment: Moment) -> Iterable[Need]:
        holders = known.select(
            holders_of(item_id(moment.tenant, message.warehouse, message.article), AT_A_TIME)
        )
        return [Key(StockItem, item) for item in {item for holder in holders for item in holder.items}]

    def take_back(self, message: TakeBackStock, known: Known, moment: Moment) -> Decision:
        """Take whole reservations back, the weakest claim first (the latest ordinary case, urgent ones last),
        until no promise lacks its pieces. They become backorders at their old place in time, and their
        cases are told."""
        before = known.get(StockItem, item_id(moment.tenant, message.warehouse, message.article))
        if before is None or not (before.missing or before.short):
            return NOTHING
        items = {before.id: before.settle()}
        losers: list[Reservation] = []
        for holder in known.select(holders_of(before.id, AT_A_TIME)):
            if not items[before.id].short:
                break
            _give_up(holder, items, known)
            items[before.id] = items[before.id].settle().joined(holder.place)
            losers.append(holder.waiting(before.id))
        return self._outcome(message, before, items, losers, moment)

    def _outcome(
        self,
        message: TakeBackStock,
        before: StockItem,
        items: dict[str, StockItem],
        losers: list[Reservation],
        moment: Moment,
    ) -> Decision:
        item = items[before.id]
        written_off = change(before, item)
        facts: tuple[Movement, ...] = ()
        if written_off.quantity:
            facts = (movement("count", message.case, message.warehouse, (written_off,), moment),)
        again: tuple[Message, ...] = (message,) if losers and item.short else ()
        today = self.rules.today(moment.tenant, moment.now)
        changed, _ = levels(items.values())
        values = [value_posted(fact, message.case, self.rules.currency, today) for fact in facts]
        return Decision(
            save=(*losers, *changed),
            add=facts,
            send=(
                *(_short(loser, item) for loser in losers if not loser.is_rest),
                *wake_if_waiting(message.case, items.values()),
                *(message for posted in values for message in posted),
                *again,
            ),
        )


def _give_up(holder: Reservation, items: dict[str, StockItem], known: Known) -> None:
    for id, line in zip(holder.items, holder.lines, strict=True):
        item = items.get(id) or known.get(StockItem, id)
        if item is not None:
            items[id] = item.release(line.quantity)


def _short(loser: Reservation, item: StockItem) -> StockShort:
    lack = MissingStock(
        article=item.article, wanted=loser.wanted(item.article), available=item.available_to(loser.place)
    )
    return StockShort(
        case=loser.id, step=loser.step, missing=(lack,), revision=loser.revision, warehouse=loser.warehouse
    )
