"""The books: posting with many entries stored against none, and the tax office's file."""

import time
from datetime import timedelta
from statistics import median
from typing import Any
from uuid import uuid4

from pymongo.database import Database

from services.accounting.check import audited
from services.accounting.collections import COLLECTIONS
from services.accounting.service import room
from shared.contracts.codec import decode, outgoing
from shared.contracts.message import Message
from shared.persistence.mongo import apply_indexes
from shared.persistence.mongo_store import RUNTIME_INDEXES, MongoStore
from shared.runtime.batch import Received
from shared.runtime.deciding import Decider
from tests.performance.exporting import exported
from tests.performance.figures import at_least, at_most
from tests.performance.stored.entries import FIRST, TENANT, fill
from tests.performance.workbench import PartTroubleError, Workbench
from tests.unit.accounting.building import a_payment, an_issue

_BATCH = 100
Documents = Database[dict[str, Any]]


def measure(bench: Workbench) -> None:
    platform, plan, notes = bench.platform(), bench.plan, bench.notes("books")
    url = platform.house.stack.mongodb_admin_url
    empty, full = (_made(platform.mongo[f"bench_books_{name}"]) for name in ("empty", "full"))
    try:
        fill(full, plan.stored_entries)
        file = exported(url, full.name, TENANT, 2026)
        rates = {empty.name: [], full.name: []}  # type: dict[str, list[float]]
        for number in range(plan.rounds + 1):
            for database in (empty, full):
                rate = _posted_per_second(database, plan.posted_cases)
                if number:  # the first round warms caches and is not counted
                    rates[database.name].append(rate)
        wrong = audited(full, (TENANT,)).finished()
    finally:
        for database in (empty, full):
            platform.mongo.drop_database(database.name)
    if wrong:
        raise PartTroubleError(f"the books are not right: {wrong[:3]}")
    ratios = [stored / none for stored, none in zip(rates[full.name], rates[empty.name], strict=True)]
    what = f"with {plan.stored_entries:,} entries stored"
    notes.add("posting_empty_per_s", median(rates[empty.name]), "1/s", "entries posted, none stored before")
    notes.add("posting_stored_per_s", median(rates[full.name]), "1/s", f"entries posted, {what}")
    spread = (min(ratios), max(ratios))
    notes.add("posting_ratio", median(ratios), "x", f"{what}, against none, in turns", at_least(0.9), spread)
    notes.add("fec_lines_per_s", file.lines / file.seconds, "1/s", f"FEC of {file.lines:,} lines")
    notes.add("fec_cpu", file.processor / max(file.lines, 1) * 1e6, "us", "processor time of a line of it")
    notes.add("fec_mb", file.most_mb, "MB", "resident memory of its process at most", at_most(200))


def _made(database: Documents) -> Documents:
    database.client.drop_database(database.name)
    for collection in COLLECTIONS:
        database.create_collection(collection.name)
        apply_indexes(database[collection.name], collection.indexes)
    for name, index in RUNTIME_INDEXES:
        apply_indexes(database[name], (index,))
    return database


def _posted_per_second(database: Documents, cases: int) -> float:
    """An invoice and its payment for so many new cases, by the real decisions, a hundred messages in a transaction."""
    accounting = room({})
    store = MongoStore(database.client, database.name, accounting.collections)
    decider = Decider(accounting.name, accounting.table, store, pause=lambda _: None)
    names = [f"case_{uuid4().hex}" for _ in range(cases)]
    told: list[Message] = [an_issue(name, terms="on_account", customer="C-1") for name in names]
    told += [a_payment(name, payment=f"pay_{name}") for name in names]
    batches = [
        [_received(message) for message in told[start : start + _BATCH]]
        for start in range(0, len(told), _BATCH)
    ]
    started = time.perf_counter()
    for batch in batches:
        outcome = decider.handle(batch, FIRST + timedelta(hours=1))
        if outcome.failed or outcome.delayed:
            raise PartTroubleError(f"not everything was posted: {[*outcome.failed, *outcome.delayed][:1]}")
    return len(told) / (time.perf_counter() - started)


def _received(message: Message) -> Received:
    row = outgoing(
        message,
        source=message.definition.senders[0],
        tenant=TENANT,
        lane="normal",
        now=FIRST,
        id=uuid4().hex,
    )
    return Received(decode(row.body), "normal", 0)
