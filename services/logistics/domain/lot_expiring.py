"""ExpireLot: a lot's last day has passed; what is left of it is not promised nor sent any more."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.logistics.domain.lot import Lot
from services.logistics.domain.rules import Rules
from services.logistics.domain.stock_item import StockItem
from services.logistics.domain.stock_level import levels
from services.logistics.domain.taking_back import take_back_if_short
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need
from shared.contracts.stocktaking import ExpireLot


@dataclass(frozen=True)
class LotExpiring:
    """Decides on ExpireLot."""

    rules: Rules

    def needed(self, message: ExpireLot, _moment: Moment) -> Iterable[Need]:
        return (Key(Lot, message.lot),)

    def then(self, message: ExpireLot, known: Known, _moment: Moment) -> Iterable[Need]:
        lot = known.get(Lot, message.lot)
        return (Key(StockItem, lot.item),) if lot else ()

    def expire(self, message: ExpireLot, known: Known, moment: Moment) -> Decision:
        """The pieces stay on the shelf, and on the books, until somebody counts them out."""
        lot = known.get(Lot, message.lot)
        if lot is None or not lot.open or lot.due_at is None or lot.due_at > max(moment.now, message.due_at):
            return NOTHING
        item = known.get(StockItem, lot.item)
        if item is None:
            raise LookupError(f"lot {lot.id} lies in no item")
        expired = lot.expired(self.rules)
        items, low = levels((item.block(expired.on_hand),))
        return Decision(save=(expired, *items), send=(*take_back_if_short(lot.id, items), *low))
