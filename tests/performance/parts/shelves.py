"""Reservations: every case wants the one article, against cases that spread over very many."""

import time
from datetime import UTC, datetime
from statistics import median
from typing import Any
from uuid import uuid4

from pymongo.database import Database

from services.logistics.check import differences
from services.logistics.collections import COLLECTIONS
from services.logistics.domain.stock_item import item_id
from services.logistics.service import room
from shared.contracts.codec import decode, outgoing
from shared.contracts.message import Message
from shared.contracts.stock import ReserveStock
from shared.contracts.stocktaking import ReceiveGoods
from shared.contracts.values import Actor, GoodsLine, StockLine
from shared.persistence.mongo import apply_indexes
from shared.persistence.mongo_store import RUNTIME_INDEXES, MongoStore
from shared.runtime.batch import Received
from shared.runtime.deciding import Decider
from tests.performance.figures import at_least
from tests.performance.plan import Plan
from tests.performance.workbench import PartTroubleError, Workbench

TENANT = "shelves"
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
_BATCH = 100
_PIECES = 1_000_000
_ACTOR = Actor(kind="agent", id="bench")
Documents = Database[dict[str, Any]]


def measure(bench: Workbench) -> None:
    platform, plan, notes = bench.platform(), bench.plan, bench.notes("shelves")
    database = _made(platform.mongo["bench_shelves"])
    try:
        _fill(database, plan.stored_articles)
        rates: dict[bool, list[float]] = {True: [], False: []}
        for number in range(plan.rounds + 1):
            for hot in (True, False):
                rate = _reserved_per_second(database, plan, hot, number)
                if number:  # the first round warms caches and is not counted
                    rates[hot].append(rate)
        wrong = list(differences(database, TENANT))
    finally:
        platform.mongo.drop_database(database.name)
    if wrong:
        raise PartTroubleError(f"the stock does not add up: {wrong[:3]}")
    ratios = [hot / spread for hot, spread in zip(rates[True], rates[False], strict=True)]
    spread = f"over {plan.stored_articles:,} articles"
    notes.add("hot_reservations_per_s", median(rates[True]), "1/s", "reserved, every case wants one article")
    notes.add("spread_reservations_per_s", median(rates[False]), "1/s", f"reserved, {spread}")
    among = (min(ratios), max(ratios))
    notes.add("reservation_ratio", median(ratios), "x", "one hot article against all", at_least(0.7), among)


def _made(database: Documents) -> Documents:
    database.client.drop_database(database.name)
    for collection in COLLECTIONS:
        database.create_collection(collection.name)
        apply_indexes(database[collection.name], collection.indexes)
    for name, index in RUNTIME_INDEXES:
        apply_indexes(database[name], (index,))
    return database


def _fill(database: Documents, articles: int) -> None:
    """Goods in of every article, by the real decision."""
    codes = [f"A-{number}" for number in range(articles)]
    arrivals: list[Message] = [
        ReceiveGoods(
            receipt=f"rcp_{start}",
            warehouse="main",
            lines=tuple(GoodsLine(article=code, quantity=_PIECES) for code in codes[start : start + 500]),
            reference="opening stock",
            actor=_ACTOR,
        )
        for start in range(0, articles, 500)
    ]
    _decide(database, arrivals, at_once=4)
    if database.stock_items.count_documents({"_id": item_id(TENANT, "main", codes[-1])}) != 1:
        raise PartTroubleError("the last article did not come in")


def _reserved_per_second(database: Documents, plan: Plan, hot: bool, round: int) -> float:
    """Cases of one line each, by the real decisions, a hundred in a transaction."""
    stride = max(1, plan.stored_articles // plan.reserved_cases)
    wishes: list[Message] = [
        ReserveStock(
            case=f"case_{uuid4().hex}",
            step="stock",
            warehouse="main",
            lines=(StockLine(article=_code(number * stride + round, plan.stored_articles, hot), quantity=1),),
        )
        for number in range(plan.reserved_cases)
    ]
    return _decide(database, wishes)


def _code(number: int, articles: int, hot: bool) -> str:
    return "A-0" if hot else f"A-{number % articles}"


def _decide(database: Documents, messages: list[Message], at_once: int = _BATCH) -> float:
    """Decided messages per second; raises PartTroubleError unless all of them were."""
    logistics = room({})
    store = MongoStore(database.client, database.name, logistics.collections)
    decider = Decider(logistics.name, logistics.table, store, pause=lambda _: None)
    received = [_received(message) for message in messages]
    batches = [received[start : start + at_once] for start in range(0, len(received), at_once)]
    started = time.perf_counter()
    for batch in batches:
        outcome = decider.handle(batch, AT)
        if outcome.failed or outcome.delayed:
            raise PartTroubleError(f"not everything was decided: {[*outcome.failed, *outcome.delayed][:1]}")
    return len(messages) / (time.perf_counter() - started)


def _received(message: Message) -> Received:
    sender = message.definition.senders[0]
    row = outgoing(message, source=sender, tenant=TENANT, lane="normal", now=AT, id=uuid4().hex)
    return Received(decode(row.body), "normal", 0)
