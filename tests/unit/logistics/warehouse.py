"""A warehouse to tell stories in: the real decisions, with their orders to themselves carried out at once."""

from collections import deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Self

from services.logistics.domain.reservation import Reservation
from services.logistics.domain.shipment import Shipment, shipment_id
from services.logistics.domain.stock_item import StockItem, item_id
from services.logistics.service import room
from shared.contracts.message import Lane, Message
from shared.contracts.shipments import (
    PrepareShipment,
    RecallShipment,
    RecordParcelEvent,
    ResumeShipping,
    ShipRest,
)
from shared.contracts.stock import (
    ReleaseStock,
    ReserveStock,
    StockReserved,
    StockShort,
    TakeBackStock,
    WakeBackorders,
)
from shared.contracts.stocktaking import CountStock, RecallLot, ReceiveGoods
from shared.contracts.values import Actor, GoodsLine, StockLine
from tests.support.deciding import Deciding

AGENT = Actor(kind="agent", id="agt_1")
DAY = datetime(2026, 3, 2, tzinfo=UTC)


def lines(**quantities: int) -> tuple[StockLine, ...]:
    return tuple(StockLine(article=article, quantity=quantity) for article, quantity in quantities.items())


def goods(**quantities: int) -> tuple[GoodsLine, ...]:
    return tuple(GoodsLine(article=article, quantity=quantity) for article, quantity in quantities.items())


def _in_short(message: Message) -> Message:
    """As most stories are told: only those about late news speak of revisions, and all happen in one warehouse."""
    if isinstance(message, StockReserved | StockShort):
        return replace(message, revision=0, warehouse="")
    return message


TO_ITSELF = (
    WakeBackorders,
    TakeBackStock,
    ShipRest,
    ResumeShipping,
    PrepareShipment,
    ReserveStock,
    RecallLot,
)


class Wish:
    """A reservation whose lines are written one by one."""

    def __init__(self, case: str, warehouse: str = "main") -> None:
        self.message = ReserveStock(case=case, step="stock", warehouse=warehouse, lines=())

    def line(self, article: str, quantity: int) -> Self:
        further = StockLine(article=article, quantity=quantity)
        self.message = replace(self.message, lines=(*self.message.lines, further))
        return self


class Warehouse:
    """Each telling happens one second after the one before."""

    def __init__(self, environ: dict[str, str] | None = None) -> None:
        self.bench = Deciding(room(environ or {}))
        self._doors = 0

    def tell(self, message: Message, lane: Lane = "normal") -> list[Message]:
        """What the outside is told, the service's orders to itself carried out."""
        told: list[Message] = []
        waiting = deque([message])
        while waiting:
            self.bench.pass_time(timedelta(seconds=1))
            for sent in self.bench.tell(waiting.popleft(), lane=lane):
                own = isinstance(sent, TO_ITSELF)
                (waiting if own else told).append(_in_short(sent))
        return told

    def reserve(self, case: str, lane: Lane = "normal", **quantities: int) -> list[Message]:
        wish = ReserveStock(case=case, step="stock", warehouse="main", lines=lines(**quantities))
        return self.tell(wish, lane)

    def release(self, case: str) -> list[Message]:
        return self.tell(ReleaseStock(case=case, step="stock", warehouse="main"))

    def receive(self, receipt: str = "", **quantities: int) -> list[Message]:
        return self.tell(
            ReceiveGoods(
                receipt=receipt or self._door("rcp"),
                warehouse="main",
                lines=goods(**quantities),
                reference="BL 7",
                actor=AGENT,
            )
        )

    def count(self, count: str = "", **quantities: int) -> list[Message]:
        found = goods(**quantities)
        id = count or self._door("cnt")
        return self.tell(CountStock(count=id, warehouse="main", lines=found, actor=AGENT))

    def prepare(self, case: str) -> list[Message]:
        return self.tell(PrepareShipment(case=case, step="ship", warehouse="main"))

    def recall(self, case: str) -> list[Message]:
        return self.tell(RecallShipment(case=case, step="ship", warehouse="main"))

    def carrier(self, case: str, event: str, status: str, at: int, tracking: str = "") -> list[Message]:
        """A carrier's event about the case's first parcel, unless another number is given; `at` in hours."""
        return self.tell(
            RecordParcelEvent(
                shipment=shipment_id(case),
                tracking=tracking or self.shipment(case).parcels[0].tracking,
                carrier_event=event,
                status=status,  # type: ignore[arg-type]
                at=DAY + timedelta(hours=at),
                place="Lyon",
            )
        )

    def item(self, article: str) -> StockItem:
        item = self.bench.get(StockItem, item_id("acme", "main", article))
        assert item is not None
        return item

    def figures(self, article: str) -> tuple[int, int]:
        """On hand and reserved."""
        item = self.item(article)
        return item.on_hand, item.reserved

    def state(self, case: str) -> str:
        reservation = self.bench.get(Reservation, case)
        assert reservation is not None
        return reservation.state

    def shipment(self, case: str) -> Shipment:
        shipment = self.bench.get(Shipment, shipment_id(case))
        assert shipment is not None
        return shipment

    def _door(self, prefix: str) -> str:
        self._doors += 1
        return f"{prefix}_{self._doors}"
