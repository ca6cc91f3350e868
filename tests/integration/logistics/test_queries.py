"""What readers see of a warehouse, on a real database, and that every question has its index."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

from infra.local.stack import LocalStack
from services.logistics.domain.reservation import holders_of, queue_of
from services.logistics.domain.shipment import shipment_id
from services.logistics.domain.stock_item import item_id
from services.logistics.queries.movements import movements
from services.logistics.queries.reservations import reservation_of
from services.logistics.queries.shipments import shipment, shipment_of
from services.logistics.queries.stock import stock_item, stock_items
from services.logistics.service import room
from shared.contracts.codec import decode, outgoing
from shared.contracts.message import Message
from shared.contracts.shipments import PrepareShipment, RecordParcelEvent
from shared.contracts.stock import ReserveStock, TakeBackStock, WakeBackorders
from shared.contracts.stocktaking import CountStock, ReceiveGoods
from shared.contracts.values import Actor, GoodsLine, StockLine
from shared.persistence.mongo import apply_indexes, connect
from shared.persistence.mongo_store import RUNTIME_INDEXES, MongoStore
from shared.runtime.batch import Received
from shared.runtime.deciding import Decider

NAME = "logistics_queries"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AGENT = Actor(kind="agent", id="agt_1")


class Asked(CommandListener):
    """Remembers what was asked of the database."""

    def __init__(self) -> None:
        self.commands: list[dict[str, Any]] = []

    def started(self, event: CommandStartedEvent) -> None:
        if event.command_name == "find":
            self.commands.append(dict(event.command))

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Nothing to remember."""

    def failed(self, event: CommandFailedEvent) -> None:
        """The test sees the error itself."""


@dataclass
class House:
    """A warehouse that has its books in a real database."""

    database: Database[dict[str, Any]]
    store: MongoStore
    decider: Decider
    asked: Asked
    told: int = 0

    def tell(self, *messages: Message, tenant: str = "acme") -> None:
        """Handle the messages one by one, a second apart, and logistics' orders to itself after each."""
        for message in messages:
            self.told += 1
            now = NOW + timedelta(seconds=self.told)
            row = outgoing(
                message,
                source=message.definition.senders[0],
                tenant=tenant,
                lane="normal",
                now=now,
                id=f"{self.told:032x}",
            )
            outcome = self.decider.handle([Received(decode(row.body), "normal", 0)], now)
            assert not outcome.failed
            sent = [decode(r.body).message for rows in outcome.sent.values() for r in rows]
            self.tell(*(m for m in sent if isinstance(m, WakeBackorders | TakeBackStock)), tenant=tenant)

    def stages(self) -> set[str]:
        """How the database found what it was asked for."""
        return {
            stage
            for command in self.asked.commands
            for stage in _stages(self._explained(command)["queryPlanner"]["winningPlan"])
        }

    def _explained(self, command: dict[str, Any]) -> dict[str, Any]:
        kept = {
            key: command[key]
            for key in ("find", "filter", "sort", "limit", "projection", "singleBatch")
            if key in command
        }
        return self.database.command("explain", kept, verbosity="queryPlanner")


def _stages(plan: dict[str, Any]) -> Iterator[str]:
    yield plan["stage"]
    for inner in (*plan.get("inputStages", ()), *([plan["inputStage"]] if "inputStage" in plan else ())):
        yield from _stages(inner)


@pytest.fixture
def house(stack: LocalStack) -> Iterator[House]:
    asked = Asked()
    logistics = room({})
    with connect(stack.mongodb_admin_url) as plain:
        plain.drop_database(NAME)
        for collection, index in RUNTIME_INDEXES:
            apply_indexes(plain[NAME][collection], (index,))
        for kept in logistics.collections:
            apply_indexes(plain[NAME][kept.name], kept.indexes)
        listening: MongoClient[dict[str, Any]] = MongoClient(
            stack.mongodb_admin_url, tz_aware=True, event_listeners=[asked]
        )
        with listening:
            store = MongoStore(listening, NAME, logistics.collections)
            decider = Decider("logistics", logistics.table, store, pause=lambda _: None)
            yield House(listening[NAME], store, decider, asked)
        plain.drop_database(NAME)


def goods(**quantities: int) -> tuple[GoodsLine, ...]:
    return tuple(GoodsLine(article=article, quantity=quantity) for article, quantity in quantities.items())


def received(receipt: str, **quantities: int) -> ReceiveGoods:
    return ReceiveGoods(
        receipt=receipt, warehouse="main", lines=goods(**quantities), reference="BL 7", actor=AGENT
    )


def reserved(case: str, **quantities: int) -> ReserveStock:
    return ReserveStock(case=case, step="stock", warehouse="main", lines=lines(**quantities))


def lines(**quantities: int) -> tuple[StockLine, ...]:
    return tuple(StockLine(article=article, quantity=quantity) for article, quantity in quantities.items())


def test_stock_is_shown_by_item_and_by_warehouse(house: House) -> None:
    house.tell(received("rcp_1", A=5, B=3, C=1), reserved("case_1", A=2), reserved("case_2", B=9))
    house.tell(received("rcp_2", A=9), tenant="other")

    assert stock_item(house.database, "acme", "main", "A") == {
        "warehouse": "main",
        "article": "A",
        "on_hand": 5,
        "reserved": 2,
        "available": 3,
        "waiting": 0,
        "blocked": 0,
        "value": "0",
        "low": False,
        "counted_in": None,
        "reorder": None,
    }
    assert stock_item(house.database, "acme", "main", "Z") is None
    first = stock_items(house.database, "acme", "main", limit=2)
    rest = stock_items(house.database, "acme", "main", after=first[-1]["article"], limit=2)
    assert [(item["article"], item["waiting"]) for item in (*first, *rest)] == [("A", 0), ("B", 1), ("C", 0)]


def test_movements_are_paged_from_the_newest(house: House) -> None:
    house.tell(
        received("rcp_1", A=5, B=1),
        reserved("case_1", A=2),
        PrepareShipment(case="case_1", step="ship", warehouse="main"),
        CountStock(count="cnt_1", warehouse="main", lines=goods(A=7), actor=AGENT),
    )

    first = movements(house.database, "acme", "main", article="A", limit=2)
    last = first[-1]
    rest = movements(house.database, "acme", "main", article="A", before=last["id"], limit=2)

    shown = [(one["kind"], one["lines"][0]["quantity"]) for one in (*first, *rest)]
    assert shown == [("count", 4), ("shipment", -2), ("receipt", 5)]
    assert rest[0]["reference"] == "BL 7"
    assert movements(house.database, "other", "main", article="A") == []


def test_a_shipment_is_shown_with_its_parcels_and_events(house: House) -> None:
    house.tell(
        received("rcp_1", A=5),
        reserved("case_1", A=2),
        PrepareShipment(case="case_1", step="ship", warehouse="main"),
    )
    id = shipment_id("case_1")
    before = shipment(house.database, "acme", id)
    assert before is not None
    tracking = before["parcels"][0]["tracking"]
    for event, status, hour in (("e2", "delivered", 9), ("e1", "in_transit", 3)):
        house.tell(
            RecordParcelEvent(
                shipment=id,
                tracking=tracking,
                carrier_event=event,
                status=status,  # type: ignore[arg-type]
                at=NOW + timedelta(hours=hour),
            )
        )

    shown = shipment_of(house.database, "acme", "case_1")

    assert shown is not None
    assert shown["parcels"][0]["status"] == "delivered"
    assert [event["effect"] for event in shown["events"]] == ["late", "moved"]
    assert shipment(house.database, "other", id) is None


def test_a_reservation_says_what_it_waits_for(house: House) -> None:
    house.tell(received("rcp_1", A=5), reserved("case_1", A=2, B=1))

    shown = reservation_of(house.database, "acme", "case_1")

    assert shown is not None
    assert (shown["state"], shown["waits_for"]) == ("waiting", "B")
    assert shown["lines"] == [{"article": "A", "quantity": 2}, {"article": "B", "quantity": 1}]
    assert reservation_of(house.database, "other", "case_1") is None


def test_a_short_count_and_a_wake_find_their_cases_in_the_database(house: House) -> None:
    house.tell(received("rcp_1", A=4), *(reserved(f"case_{number}", A=1) for number in range(6)))

    house.tell(CountStock(count="cnt_1", warehouse="main", lines=goods(A=2), actor=AGENT))
    short = [reservation_of(house.database, "acme", f"case_{number}") for number in range(6)]
    house.tell(received("rcp_2", A=3))
    later = [reservation_of(house.database, "acme", f"case_{number}") for number in range(6)]

    assert [shown["state"] for shown in short if shown] == ["reserved"] * 2 + ["waiting"] * 4
    assert [shown["state"] for shown in later if shown] == ["reserved"] * 5 + ["waiting"]


def test_every_question_is_answered_from_an_index(house: House) -> None:
    house.tell(
        received("rcp_1", A=4),
        *(reserved(f"case_{number}", A=1) for number in range(6)),
        PrepareShipment(case="case_1", step="ship", warehouse="main"),
    )
    house.asked.commands.clear()
    item = item_id("acme", "main", "A")

    house.store.select(queue_of(item, 50))
    house.store.select(holders_of(item, 50))
    stock_items(house.database, "acme", "main", after="0")
    movements(house.database, "acme", "main", article="A", kind="count")
    shipment_of(house.database, "acme", "case_1")

    assert len(house.asked.commands) == 6
    assert "IXSCAN" in house.stages()
    assert not {"COLLSCAN", "SORT"} & house.stages()
