"""GiveBackGoods: what a case brought leaves again, if nobody was promised it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from services.logistics.domain.arrival import Arrival
from services.logistics.domain.lot import Lot, lot_id
from services.logistics.domain.movement import MovedPieces, movement
from services.logistics.domain.rules import Rules
from services.logistics.domain.shipment import Shipment, shipment_id
from services.logistics.domain.stock_item import StockItem, article_of
from services.logistics.domain.stock_level import levels
from services.logistics.domain.valuation import value_posted
from shared.contracts.decision import Decision, Key, Known, Moment, Need
from shared.contracts.goods import GiveBackGoods, GiveBackRefused, GoodsGivenBack


@dataclass(frozen=True)
class GivingBack:
    """Decides on GiveBackGoods."""

    rules: Rules

    def needed(self, message: GiveBackGoods, _moment: Moment) -> Iterable[Need]:
        return (Key(Arrival, message.case),)

    def then(self, message: GiveBackGoods, known: Known, _moment: Moment) -> Iterable[Need]:
        arrival = known.get(Arrival, message.case)
        if arrival is None:
            return ()
        return (
            *(Key(StockItem, line.item) for line in arrival.lines),
            *(Key(Lot, lot) for lot in _lots(arrival)),
            *(Key(Shipment, id) for id in _shipments(arrival)),
        )

    def give_back(self, message: GiveBackGoods, known: Known, moment: Moment) -> Decision:
        """All of it or nothing; refused once a piece was promised or sent. What had come back of a shipment is out
        again, and may come back another time."""
        given_back = GoodsGivenBack(case=message.case, step=message.step)
        arrival = known.get(Arrival, message.case)
        if arrival is None:
            never = Arrival(message.case, moment.tenant, message.warehouse, "given_back")
            return Decision(save=(never,), send=(given_back,))
        if arrival.state == "given_back":
            return Decision(send=(given_back,))
        leaving = _Leaving(arrival, known, self.rules)
        reason = leaving.refusal()
        if reason:
            return Decision(send=(GiveBackRefused(case=message.case, step=message.step, reason=reason),))
        items, told = levels(leaving.items.values())
        moved = movement("give_back", message.case, arrival.warehouse, tuple(leaving.lines), moment)
        today = self.rules.today(moment.tenant, moment.now)
        return Decision(
            save=(arrival.given_back(), *items, *leaving.lots.values(), *_out_again(arrival, known)),
            add=(moved,),
            send=(given_back, *value_posted(moved, message.case, self.rules.currency, today), *told),
        )


def _shipments(arrival: Arrival) -> tuple[str, ...]:
    if not arrival.of_case:
        return ()
    return (shipment_id(arrival.of_case), shipment_id(arrival.of_case, rest=True))


def _out_again(arrival: Arrival, known: Known) -> Iterable[Shipment]:
    """The shipments that the goods had come back of."""
    pieces: dict[str, int] = {}
    for line in arrival.lines:
        article = article_of(line.item)
        pieces[article] = pieces.get(article, 0) + line.quantity
    for id in _shipments(arrival):
        shipment = known.get(Shipment, id)
        changed = shipment
        for article, quantity in pieces.items():
            out = min(quantity, changed.back(article)) if changed else 0
            if changed and out:
                changed = changed.with_return(article, -out)
                pieces[article] -= out
        if changed is not None and changed is not shipment:
            yield changed


class _Leaving:
    """What leaving changes, tried out line by line."""

    def __init__(self, arrival: Arrival, known: Known, rules: Rules) -> None:
        self._rules = rules
        self._arrival = arrival
        items = (known.get(StockItem, line.item) for line in arrival.lines)
        self.items = {item.id: item for item in items if item is not None}
        self.lots = {lot.id: lot for id in _lots(arrival) if (lot := known.get(Lot, id)) is not None}
        self.lines: list[MovedPieces] = []

    def refusal(self) -> str:
        """Take everything out; the first reason why that cannot be."""
        for line in self._arrival.lines:
            item = self.items.get(line.item)
            if item is None or not self._take(item, line):
                return (
                    f"{article_of(line.item)}: {line.quantity} pieces came in, and not all of them are free."
                )
        return ""

    def _take(self, item: StockItem, line: MovedPieces) -> bool:
        blocked = self._take_from_lots(line) if item.traced else 0
        if blocked is None or item.available < line.quantity - blocked or item.short:
            return False
        worth = item.worth(line.quantity)
        self.items[item.id] = item.take_out(line.quantity).block(-blocked)
        self.lines.append(replace(line, quantity=-line.quantity, amount=-worth))
        return True

    def _take_from_lots(self, line: MovedPieces) -> int | None:
        """How many of the pieces were not to be promised anyway; None when they are not there."""
        rest, blocked = line.quantity, 0
        for lot in list(self.lots.values()):
            mine = lot.item == line.item and lot.lot == line.lot
            if rest and mine and (not line.serials or lot.serial in line.serials):
                taken = min(rest, 1 if line.serials else rest, lot.on_hand)
                self.lots[lot.id] = lot.moved(-taken, self._rules)
                rest -= taken
                blocked += 0 if lot.state == "good" else taken
        return None if rest else blocked


def _lots(arrival: Arrival) -> Iterable[str]:
    """Pieces without a lot may be told apart by now: they are those of no known lot then."""
    without = (lot_id(line.item, "") for line in arrival.lines if not line.lot and not line.serials)
    return dict.fromkeys((*arrival.lots, *without))
