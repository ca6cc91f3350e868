"""Looks at broker and database every few seconds, and notes when the state of something changes."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from pymongo import MongoClient, ReplaceOne

from services.operations.adapters.broker_look import look
from services.operations.collections import DATABASE, HEALTH_CHANGES, SEEN
from services.operations.queries import health
from shared.persistence.heartbeat_store import DATABASE as HEARTBEATS
from shared.persistence.mongo import reachable
from shared.runtime.room import Chore

EVERY = timedelta(seconds=10)


class Watchman:
    """One process of operations at a time does this."""

    def __init__(self, client: MongoClient[dict[str, Any]], amqp_url: str) -> None:
        self._client = client
        self._amqp_url = amqp_url
        self._database = client[DATABASE]

    def chore(self) -> Chore:
        return Chore("health", EVERY, self.turn)

    def turn(self, now: datetime) -> None:
        """Raises UnavailableError."""
        with reachable():
            self._see(now)
            self._note_changes(now)

    def _see(self, now: datetime) -> None:
        seen = look(self._amqp_url)
        before = self._database[SEEN].find_one({"_id": "broker"}) or {"queues": []}
        since = {queue["name"]: queue["since"] for queue in before["queues"] if queue["since"] is not None}
        queues = [
            {
                "name": name,
                "messages": messages,
                "consumers": consumers,
                "since": since.get(name, now) if messages else None,
            }
            for name, (messages, consumers) in sorted(seen.depths.items())
        ]
        broker = {
            "_id": "broker",
            "at": now,
            "reached": seen.reached,
            "missing": len(seen.missing),
            "queues": queues if seen.reached else before["queues"],
        }
        members = self._client.topology_description.server_descriptions().values()
        away = sorted(f"{m.address[0]}:{m.address[1]}" for m in members if m.server_type_name == "Unknown")
        database = {"_id": "database", "at": now, "members": len(members), "away": away}
        self._database[SEEN].bulk_write(
            [ReplaceOne({"_id": one["_id"]}, one, upsert=True) for one in (broker, database)]
        )

    def _note_changes(self, now: datetime) -> None:
        states = self._database[SEEN].find_one({"_id": "states"}) or {}
        present = health.judged(self._database, self._client[HEARTBEATS], now)
        changed = [part for part in present if states.get(part.name) != part.state]
        if not changed:
            return
        self._database[HEALTH_CHANGES].insert_many(
            [
                {
                    "at": now,
                    "part": part.name,
                    "state": part.state,
                    "before": states.get(part.name),
                    "reasons": [asdict(one) for one in part.reasons],
                }
                for part in changed
            ]
        )
        self._database[SEEN].replace_one(
            {"_id": "states"}, {part.name: part.state for part in present}, upsert=True
        )
