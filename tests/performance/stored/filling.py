"""Filling all databases with stored cases, as fast as mongod takes them."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from bson.raw_bson import RawBSONDocument

from shared.contracts.message import PARTITIONS
from tests.performance import coulisse
from tests.performance.house import TENANT, Measured
from tests.performance.load import send_all
from tests.performance.orders import order, submission
from tests.performance.stored.story import EVENTS_KEY, Story, known_documents
from tests.support.processes import wait_until

_SPREAD = timedelta(days=5)
"""Copies happened within so long before now: shorter than anything is kept for."""
_TOGETHER = 1_000
_AT_ONCE = 4


class StoredCases:
    """Makes a platform hold many closed cases more."""

    def __init__(self, platform: Measured, most: int, template: int) -> None:
        """most: how many there will be in the end, which are spread evenly over the last days. Processes two times
        `template` cases: the first make everything that cases share."""
        self._platform = platform
        self._most_copies = max(1, -(-most // template))
        self._copies = 0
        self._references = 0
        self.process(template)
        before = known_documents(platform.mongo)
        self.process(template)
        self.story = Story.since(platform.mongo, before, template)

    @property
    def stored(self) -> int:
        """How many copied cases there are."""
        return self._copies * self.story.cases

    @property
    def references(self) -> int:
        """The last reference given: `ST-` and this in eight digits."""
        return self._references

    def fill(self, cases: int) -> None:
        """Store copies until there are so many copied cases. They take numbers, so no service may at the same time:
        waits until nothing is under way."""
        wanted = max(0, -(-cases // self.story.cases) - self._copies)
        if not wanted:
            return
        coulisse.await_quiet(self._platform)
        first = self._free_numbers()
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            waiting: list[Future[None]] = []
            for database, collection, documents in self._batches(wanted, first):
                waiting.append(pool.submit(self._insert, database, collection, documents))
                if len(waiting) >= 2 * _AT_ONCE:
                    waiting.pop(0).result()
            for each in waiting:
                each.result()
        self._take_numbers(wanted)
        self._copies += wanted
        self._references += wanted * self.story.cases
        self._platform.mongo.admin.command("fsync")

    def process(self, cases: int) -> None:
        """Hand cases over with references and keys that a copy can change, and wait until all are closed."""
        platform = self._platform
        requests = []
        for number in range(cases):
            self._references += 1
            name = f"ST-{self._references:08d}"
            requests.append(submission(platform.key, order(number) | {"reference": name}, name))
        with platform.standing_still():
            load = send_all(platform.url, requests, connections=8)
        if set(load.statuses) != {202}:
            raise RuntimeError(f"not every case was accepted: {load.statuses}")
        coulisse.await_quiet(platform)
        self._settle()

    def _settle(self) -> None:
        """What is written a moment later: requests noted as sent and as arrived, outboxes emptied."""
        mongo = self._platform.mongo
        wait_until(
            lambda: (
                mongo["coulisse_gateway"].requests.find_one(
                    {"$or": [{"unsent": True}, {"received": {"$exists": True}}]}
                )
                is None
                and not any(
                    mongo[name].outbox.find_one()
                    for name in mongo.list_database_names()
                    if name.startswith("coulisse_")
                )
            ),
            30,
            "everything sent",
        )

    def _batches(self, copies: int, first: dict[bytes, int]) -> Iterator[tuple[str, str, list[bytes]]]:
        waiting: dict[tuple[str, str], list[bytes]] = {}
        steps = {prefix: len(numbers) for prefix, numbers in self.story.numbers.items()}
        steps[EVENTS_KEY] = len(self.story.events)
        for copy in range(copies):
            number = self._copies + copy
            earlier = _SPREAD * (1 - number / (self._most_copies + 1))
            free = {prefix: start + copy * steps[prefix] for prefix, start in first.items()}
            for block, raw in self.story.copy(number, int(earlier.total_seconds() * 1000), free):
                batch = waiting.setdefault((block.database, block.collection), [])
                batch.append(raw)
                if len(batch) >= _TOGETHER:
                    yield block.database, block.collection, batch
                    waiting[block.database, block.collection] = []
        for (database, collection), batch in waiting.items():
            if batch:
                yield database, collection, batch

    def _insert(self, database: str, collection: str, documents: list[bytes]) -> None:
        # By the command itself, since the driver's insert_many would decode each document to look for its id.
        answer: dict[str, Any] = self._platform.mongo[database].command(
            {
                "insert": collection,
                "documents": [RawBSONDocument(raw) for raw in documents],
                "ordered": False,
                "writeConcern": {"w": 1, "j": False},
            }
        )
        if answer.get("writeErrors"):
            raise RuntimeError(f"{collection}: {answer['writeErrors'][0]['errmsg']}")

    def _free_numbers(self) -> dict[bytes, int]:
        """The first number of each kind that nobody has given."""
        found = {b"ST": self._references + 1}
        intake, accounting = (
            self._platform.mongo["coulisse_intake"],
            self._platform.mongo["coulisse_accounting"],
        )
        given = max(series["given"] for series in intake.number_series.find({"tenant": TENANT}))
        for prefix in self.story.numbers:
            if prefix.startswith(b"SB-"):
                found[prefix] = given * PARTITIONS + 1
        for series in accounting.series.find({"tenant": TENANT}):
            found[b"%s-%d" % (series["name"].encode(), series["year"])] = series["last_number"] + 1
        logs = self._platform.mongo["coulisse_notifications"].event_logs
        found[EVENTS_KEY] = sum(log["last"] for log in logs.find({"tenant": TENANT})) + 1
        return {prefix: found[prefix] for prefix in (*self.story.numbers, EVENTS_KEY)}

    def _take_numbers(self, copies: int) -> None:
        """The services go on behind the copies' numbers."""
        self._platform.mongo["coulisse_notifications"].event_logs.update_many(
            {"tenant": TENANT}, {"$inc": {"last": copies * len(self.story.events)}}
        )
        intake, accounting = (
            self._platform.mongo["coulisse_intake"],
            self._platform.mongo["coulisse_accounting"],
        )
        for prefix, numbers in self.story.numbers.items():
            taken = copies * len(numbers)
            if prefix.startswith(b"SB-"):
                given = max(series["given"] for series in intake.number_series.find({"tenant": TENANT}))
                behind = given + -(-taken // PARTITIONS)
                intake.number_series.update_many({"tenant": TENANT}, {"$set": {"given": behind}})
            elif prefix != b"ST":
                name, _, year = prefix.decode().partition("-")
                accounting.series.update_one(
                    {"tenant": TENANT, "name": name, "year": int(year)}, {"$inc": {"last_number": taken}}
                )
