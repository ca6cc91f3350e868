"""The peers' list of work is what Coulisse itself does for one sales order."""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import bson
import pytest

from services.accounting.service import room as accounting
from services.intake.service import room as intake
from services.logistics.service import room as logistics
from services.notifications.collections import COLLECTIONS as NOTIFICATIONS
from services.notifications.service import table as notifying
from services.validation.collections import COLLECTIONS as VALIDATION
from services.validation.service import TABLE as VALIDATING
from shared.contracts.cases import SubmitCase
from shared.contracts.codec import OutgoingRow, decode, outgoing
from shared.contracts.decision import Collection, Entity
from shared.contracts.message import Message
from shared.contracts.stocktaking import ReceiveGoods
from shared.contracts.values import Actor, GoodsLine, Line, PartyRef
from shared.persistence.mapping import to_document
from shared.persistence.memory import MemoryStore
from shared.persistence.store import Commit
from shared.runtime.batch import Received
from shared.runtime.deciding import Decider
from shared.runtime.room import Room
from tests.performance.house import CASE_TYPES
from tests.performance.orders import order
from tests.performance.peers.work import BY_MESSAGE, DOCUMENTS_A_CASE, HOPS, MESSAGES_A_CASE, SERVICES

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class WeighingStore(MemoryStore):
    """Remembers collection and size of all that was committed since it was last asked."""

    def __init__(self, collections: Iterable[Collection[Any]]) -> None:
        self._collections = tuple(collections)
        super().__init__(self._collections)
        self.names = {collection.kind: collection.name for collection in self._collections}
        self.stored: list[tuple[str, int]] = []

    def commit(self, commit: Commit) -> None:
        super().commit(commit)
        entities: list[Entity] = [*(entity for entity, _ in commit.saves), *commit.adds]
        self.stored += [(self.names[type(e)], len(bson.encode(to_document(e, 1)))) for e in entities]


@dataclass
class Seen:
    """One message: its service and body's length, what it left behind and which messages it caused."""

    service: str
    message: str
    size: int
    stored: list[tuple[str, int]] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)


class Coulisse:
    """The decisions of all services that work on a case, over stores in memory, message by message. What operations
    counts meanwhile is no peer's work."""

    def __init__(self) -> None:
        rooms = (
            intake({"CASE_TYPES_DIR": str(CASE_TYPES)}),
            Room("validation", VALIDATION, VALIDATING),
            accounting({"CREDIT_LIMIT": "1000000000"}),
            logistics({}),
            Room("notifications", NOTIFICATIONS, notifying(lambda _: UTC)),
        )
        self._stores = {room.name: WeighingStore(room.collections) for room in rooms}
        self._deciders = {
            room.name: Decider(room.name, room.table, self._stores[room.name], pause=lambda _: None)
            for room in rooms
        }

    def tell(self, message: Message, id: str) -> list[Seen]:
        row = outgoing(message, source="gateway", tenant="acme", lane="normal", now=NOW, id=id)
        waiting, seen = deque([row]), []
        while waiting:
            row = waiting.popleft()
            for service in _at_work(row):
                further, what = self._deliver(service, row)
                waiting.extend(further)
                seen.append(what)
        return seen

    def _deliver(self, service: str, row: OutgoingRow) -> tuple[list[OutgoingRow], Seen]:
        store = self._stores[service]
        store.stored = []
        outcome = self._deciders[service].handle([Received(decode(row.body), "normal", 0)], NOW)
        assert not outcome.failed
        assert not outcome.delayed
        sent = [further for rows in outcome.sent.values() for further in rows]
        caused = [_name(further) for further in sent if _at_work(further)]
        return sent, Seen(service, _name(row), len(row.body), store.stored, caused)


def _at_work(row: OutgoingRow) -> list[str]:
    """Those who get a message and work on its case."""
    return [name for name in decode(row.body).message.definition.receivers if name in SERVICES]


def _name(row: OutgoingRow) -> str:
    return decode(row.body).message.definition.type.removesuffix(".v1")


@pytest.fixture(scope="module")
def seen() -> list[Seen]:
    lines = order(1)["lines"]
    coulisse = Coulisse()
    coulisse.tell(
        ReceiveGoods(
            receipt="rcp_1",
            warehouse="main",
            lines=tuple(GoodsLine(article=line["article"], quantity=1000) for line in lines),
            reference="opening stock",
            actor=Actor(kind="client", id="shop"),
        ),
        "0" * 32,
    )
    return coulisse.tell(
        SubmitCase(
            case="case_" + "0" * 32,
            client="shop",
            type="sales_order_bare",
            reference="SO-1",
            priority="normal",
            received_at=NOW,
            customer="C0001",
            parties=(PartyRef(ref="prt_" + "0" * 32, role="buyer"),),
            lines=tuple(
                Line(
                    number=number,
                    article=line["article"],
                    label=line["label"],
                    quantity=line["quantity"],
                    unit_price=Decimal(line["unit_price"]),
                    vat_rate=Decimal(line["vat_rate"]),
                )
                for number, line in enumerate(lines, start=1)
            ),
        ),
        "1" * 32,
    )


def test_the_messages_are_the_same(seen: list[Seen]) -> None:
    assert len(seen) == MESSAGES_A_CASE
    assert {(one.service, one.message) for one in seen} == {(hop.service, hop.message) for hop in HOPS}


def test_each_message_leaves_as_many_documents_of_about_the_same_size(seen: list[Seen]) -> None:
    assert sum(len(one.stored) for one in seen) == DOCUMENTS_A_CASE
    for one in seen:
        hop = BY_MESSAGE[one.message]
        assert one.size == pytest.approx(hop.size, rel=0.15)
        assert Counter(name for name, _ in one.stored) == {s.collection: s.times for s in hop.stores}
        for stored in hop.stores:
            sizes = [size for name, size in one.stored if name == stored.collection]
            assert sizes == [pytest.approx(stored.size, rel=0.15)] * stored.times


def test_each_message_causes_the_same_ones(seen: list[Seen]) -> None:
    """Of two that are joined the first causes nothing but its own news, the second what both were waited for."""
    for one in seen:
        hop = BY_MESSAGE[one.message]
        allowed = [sorted(hop.alone), sorted((*hop.alone, *hop.sends))]
        assert sorted(one.sent) in (allowed if hop.joins else allowed[1:])
