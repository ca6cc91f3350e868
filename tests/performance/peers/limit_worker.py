"""One process of the bare-driver limit: one service's messages and documents in batches, and nothing else.

For each batch: the documents that it touches are read, one transaction writes them with the ids of the messages and the
messages to send, these are published with confirms (many in flight, `mandatory`), and once they are confirmed their row
is deleted and the batch acknowledged. Nothing is decided: of two things done side by side one always comes second.
"""

import json
import os
from collections import deque
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pika
from pika.adapters.select_connection import IOLoop
from pymongo import InsertOne, MongoClient, ReplaceOne
from pymongo.write_concern import WriteConcern

from tests.performance.peers.storing import body, connect, filler
from tests.performance.peers.work import BY_MESSAGE, HOPS, SHARED_BY_MANY, Hop, Stored

NAME = "peer_limit"
PARTITIONS = 4
PREFETCH = 300
QUEUE_ARGUMENTS = {"x-queue-type": "quorum", "x-single-active-consumer": True}
_NEWS_OF_THE_FIRST = frozenset({"stock.reserved", "invoice.issued"})
"""Of two things done side by side these are taken for the first: they cause only their own news."""
_FORGET_SECONDS = 0.1


def queue_name(service: str, partition: int) -> str:
    return f"{NAME}_{service}.{partition}"


def properties_of(hop: Hop, case: int, cause: Hop) -> pika.BasicProperties:
    """The message's name, and an id that follows from what caused it."""
    id = f"{case:024x}{HOPS.index(cause):04x}{HOPS.index(hop):04x}"
    return pika.BasicProperties(
        content_type="application/json", delivery_mode=2, message_id=id, type=hop.message
    )


@cache
def _filling(hop: Hop) -> int:
    return len(body(hop, 0)["filler"])


def body_of(hop: Hop, case: int) -> bytes:
    """As long as Coulisse's."""
    return f'{{"case": {case}, "filler": "{"x" * _filling(hop)}"}}'.encode()


def follows(hop: Hop) -> tuple[Hop, ...]:
    """What the message causes here."""
    names = hop.alone if hop.message in _NEWS_OF_THE_FIRST else (*hop.alone, *hop.sends)
    return tuple(BY_MESSAGE[name] for name in names)


@dataclass(slots=True)
class _Batch:
    id: str
    last_tag: int
    open_confirms: int = 0


@dataclass(slots=True)
class _Writes:
    """What one transaction writes: whole documents by collection and key, facts by collection."""

    kept: dict[str, dict[int, int]] = field(default_factory=dict)
    facts: dict[str, list[int]] = field(default_factory=dict)

    def take(self, stored: Stored, case: int) -> None:
        """Several wishes for one document become one write."""
        for place in range(stored.times):
            if stored.kept == "fact":
                self.facts.setdefault(stored.collection, []).append(stored.size)
            else:
                key = case if stored.kept == "case" else (case * 7 + place * 31) % SHARED_BY_MANY
                self.kept.setdefault(stored.collection, {})[key] = stored.size


class Mover:
    """One service on one connection."""

    def __init__(self, service: str, amqp_url: str, client: MongoClient[dict[str, Any]], most: int) -> None:
        self._service, self._client, self._most = service, client, most
        self._database = client[f"{NAME}_{service}"]
        self._sent = self._database.get_collection("outbox", write_concern=WriteConcern(w=1))
        self._loop = IOLoop()
        self._connection = pika.SelectConnection(
            pika.URLParameters(amqp_url), on_open_callback=self._connected, custom_ioloop=self._loop
        )
        self._waiting: deque[tuple[int, str, int, str]] = deque()
        self._batches: deque[_Batch] = deque()
        self._confirming: dict[int, _Batch] = {}
        self._published = 0
        self._scheduled = False
        self._forgotten: list[str] = []

    def run(self) -> None:
        self._database.inbox.create_index("ids", unique=True)
        self._database.outbox.create_index("at")
        self._loop.start()

    def _connected(self, connection: Any) -> None:
        connection.channel(on_open_callback=self._publishing)

    def _publishing(self, channel: Any) -> None:
        self._out = channel
        channel.confirm_delivery(ack_nack_callback=self._confirmed)
        self._connection.channel(on_open_callback=self._consuming)

    def _consuming(self, channel: Any) -> None:
        self._in = channel
        channel.basic_qos(prefetch_count=PREFETCH)
        for partition in range(PARTITIONS):
            channel.basic_consume(queue_name(self._service, partition), self._received)

    def _received(self, _channel: Any, method: Any, properties: Any, raw: bytes) -> None:
        self._waiting.append(
            (method.delivery_tag, properties.message_id, json.loads(raw)["case"], properties.type)
        )
        self._schedule()

    def _schedule(self) -> None:
        if not self._scheduled:
            self._scheduled = True
            self._loop.call_later(0, self._turn)

    def _turn(self) -> None:
        self._scheduled = False
        taken = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
        writes, rows = _Writes(), []
        for _, _, case, message in taken:
            hop = BY_MESSAGE[message]
            for stored in hop.stores:
                writes.take(stored, case)
            rows += [(hop, further, case) for further in follows(hop)]
        batch = _Batch(id=taken[0][1], last_tag=taken[-1][0], open_confirms=len(rows))
        outgoing = [(further, case, body_of(further, case), cause) for cause, further, case in rows]
        self._commit(batch, writes, [id for _, id, _, _ in taken], outgoing, [m for *_, m in taken])
        self._publish(batch, outgoing)
        if self._waiting:
            self._schedule()

    def _commit(
        self, batch: _Batch, writes: _Writes, ids: list[str], outgoing: list[Any], messages: list[str]
    ) -> None:
        known = {
            name: {d["_id"] for d in self._database[name].find({"_id": {"$in": list(kept)}})}
            for name, kept in writes.kept.items()
        }
        with self._client.start_session() as session, session.start_transaction():
            self._database.inbox.insert_one(
                {"_id": batch.id, "ids": ids, "closed": messages.count("case.closed")}, session=session
            )
            for name in {**writes.kept, **writes.facts}:
                operations: list[Any] = []
                for key, size in writes.kept.get(name, {}).items():
                    document = {"_id": key, "filler": filler(size)}
                    replaced = key in known[name]
                    operations.append(ReplaceOne({"_id": key}, document) if replaced else InsertOne(document))
                operations += [InsertOne({"filler": filler(size)}) for size in writes.facts.get(name, ())]
                self._database[name].bulk_write(operations, ordered=False, session=session)
            if outgoing:
                row = [{"key": hop.message, "body": raw} for hop, _, raw, _ in outgoing]
                self._database.outbox.insert_one({"_id": batch.id, "rows": row}, session=session)

    def _publish(self, batch: _Batch, outgoing: list[Any]) -> None:
        self._batches.append(batch)
        for hop, case, raw, cause in outgoing:
            self._published += 1
            self._confirming[self._published] = batch
            queue = queue_name(hop.service, case % PARTITIONS)
            self._out.basic_publish("", queue, raw, properties_of(hop, case, cause), mandatory=True)
        self._settle()

    def _confirmed(self, frame: Any) -> None:
        tag = frame.method.delivery_tag
        tags = [tag]
        if frame.method.multiple:
            tags = [open_tag for open_tag in self._confirming if open_tag <= tag]
        for one in tags:
            self._confirming.pop(one).open_confirms -= 1
        self._settle()

    def _settle(self) -> None:
        """Acknowledge what is confirmed, in order, and forget its rows a few times a second."""
        last = 0
        while self._batches and self._batches[0].open_confirms == 0:
            batch = self._batches.popleft()
            last = batch.last_tag
            if not self._forgotten:
                self._loop.call_later(_FORGET_SECONDS, self._forget)
            self._forgotten.append(batch.id)
        if last:
            self._in.basic_ack(last, multiple=True)

    def _forget(self) -> None:
        ids, self._forgotten = self._forgotten, []
        self._sent.delete_many({"_id": {"$in": ids}})


def main() -> None:
    """The service that PEER_SERVICE names, until it is ended."""
    service = os.environ["PEER_SERVICE"]
    most = json.loads(os.environ["PEER_BATCHES"])[service]
    Mover(service, os.environ["AMQP_URL"], connect(os.environ["MONGODB_URL"]), most).run()


if __name__ == "__main__":
    main()
