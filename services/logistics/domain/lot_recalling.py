"""RecallLot: nobody is to have any more of a lot. Who had it is asked of the movements."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.logistics.domain.lot import Lot, lots_named
from services.logistics.domain.movement import Movement, trace_of_lot
from services.logistics.domain.rules import Rules
from services.logistics.domain.stock_item import StockItem
from services.logistics.domain.stock_level import levels
from services.logistics.domain.taking_back import take_back_if_short
from shared.contracts.decision import Decision, Key, Known, Moment, Need, Selection, done, refused
from shared.contracts.message import Message
from shared.contracts.stocktaking import RecallLot

AT_A_TIME = 200
"""Lots that one decision blocks: pieces with serial numbers are a lot each. For the rest it orders itself to go on."""


@dataclass(frozen=True, slots=True)
class LotRecall:
    """That a lot was recalled, kept for who asks: why, when and by whom."""

    id: str
    tenant: str
    article: str
    lot: str
    reason: str
    at: datetime
    actor: str


def lot_recall_id(tenant: str, article: str, lot: str) -> str:
    return f"{tenant}/{trace_of_lot(article, lot)}"


def _moved(tenant: str, article: str, lot: str) -> Selection[Movement]:
    equals = (("tenant", tenant), ("traces", trace_of_lot(article, lot)))
    return Selection(Movement, equals, ("-at", "-id"), 1)


@dataclass(frozen=True)
class LotRecalling:
    """Decides on RecallLot."""

    rules: Rules

    def needed(self, message: RecallLot, moment: Moment) -> Iterable[Need]:
        return (
            Key(LotRecall, lot_recall_id(moment.tenant, message.article, message.lot)),
            lots_named(moment.tenant, message.article, message.lot, AT_A_TIME),
            _moved(moment.tenant, message.article, message.lot),
        )

    def then(self, message: RecallLot, known: Known, moment: Moment) -> Iterable[Need]:
        lots = known.select(lots_named(moment.tenant, message.article, message.lot, AT_A_TIME))
        return [Key(StockItem, item) for item in {lot.item for lot in lots}]

    def recall(self, message: RecallLot, known: Known, moment: Moment) -> Decision:
        """Block what is left of the lot in every warehouse, and take promises back that cannot be kept without it."""
        if not known.select(_moved(moment.tenant, message.article, message.lot)):
            return Decision(answer=_UNKNOWN)
        lots = known.select(lots_named(moment.tenant, message.article, message.lot, AT_A_TIME))
        items = self._blocked(lots, known)
        recall = LotRecall(
            lot_recall_id(moment.tenant, message.article, message.lot),
            moment.tenant,
            message.article,
            message.lot,
            message.reason,
            moment.now,
            message.actor.id,
        )
        first = known.get(LotRecall, recall.id) is None
        changed, low = levels(items)
        again: tuple[Message, ...] = (_again(message),) if len(lots) == AT_A_TIME else ()
        return Decision(
            save=(*((recall,) if first else ()), *(lot.recalled(self.rules) for lot in lots), *changed),
            send=(*take_back_if_short(recall.id, changed), *low, *again),
            answer=done(blocked=str(sum(lot.on_hand for lot in lots))),
        )

    def _blocked(self, lots: Iterable[Lot], known: Known) -> list[StockItem]:
        items: dict[str, StockItem] = {}
        for lot in lots:
            item = items.get(lot.item) or known.get(StockItem, lot.item)
            if item is None:
                raise LookupError(f"lot {lot.id} lies in no item")
            items[item.id] = item.block(lot.on_hand)
        return list(items.values())


def _again(message: RecallLot) -> RecallLot:
    return RecallLot(article=message.article, lot=message.lot, reason=message.reason, actor=message.actor)


_UNKNOWN = refused(
    "unknown_lot",
    "Nothing of this lot has ever come in.",
    "Compare the article and the lot with what stands on the goods.",
    "/lot",
)
