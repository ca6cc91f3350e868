"""Effects at rest: leased by one worker at a time, finished together with the messages that tell of it."""

from collections.abc import Collection as Some
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pymongo import MongoClient, UpdateOne
from pymongo.errors import PyMongoError

from shared.contracts.codec import OutgoingRow
from shared.contracts.errors import UnavailableError
from shared.persistence.mongo import is_away, reachable

_QUERY_MS = 10_000
MOST_LOGGED_ATTEMPTS = 50


@dataclass(frozen=True, slots=True)
class Candidate:
    """A due effect that could be leased."""

    id: str
    kind: str
    destination: str


@dataclass(frozen=True, slots=True)
class Finished:
    """What became of one attempt.

    state: `done`, `given_up`, or `due` again at `due_at`; counted: whether it counts as an attempt at all (not when
    the circuit breaker held it back).
    """

    id: str
    token: str
    state: str
    due_at: datetime | None
    outcome: str
    note: str
    started_at: datetime
    took_ms: int
    counted: bool
    rows: tuple[OutgoingRow, ...] = ()


class EffectStore:
    """The `effects` collection of one service. Raises UnavailableError while the database is away."""

    def __init__(self, client: MongoClient[dict[str, Any]], database: str) -> None:
        self._client = client
        self._effects = client[database].effects
        self._outbox = client[database].outbox

    def due(self, now: datetime, kinds: Some[str], without: Some[str], most: int) -> list[Candidate]:
        """Due effects, urgent ones first, then the longest due; none for the destinations in `without`."""
        match: dict[str, Any] = {"state": "due", "due_at": {"$lte": now}, "kind": {"$in": list(kinds)}}
        if without:
            match["destination"] = {"$nin": list(without)}
        with reachable():
            cursor = (
                self._effects.find(match, {"kind": 1, "destination": 1}, max_time_ms=_QUERY_MS)
                .sort([("lane", -1), ("due_at", 1)])
                .limit(most)
            )
            return [Candidate(doc["_id"], doc["kind"], doc["destination"]) for doc in cursor]

    def lease(self, ids: Some[str], token: str, now: datetime, until: datetime) -> list[dict[str, Any]]:
        """Lease those of the effects that are still due, and return their documents."""
        with reachable():
            self._effects.update_many(
                {"_id": {"$in": list(ids)}, "state": "due"},
                {"$set": {"state": "leased", "lease": {"token": token, "until": until, "since": now}}},
            )
            return list(
                self._effects.find({"_id": {"$in": list(ids)}, "lease.token": token}, max_time_ms=_QUERY_MS)
            )

    def renew(self, ids: Some[str], token: str, until: datetime) -> None:
        """Keep those of the effects that are still leased under this token for longer."""
        with reachable():
            self._effects.update_many(
                {"_id": {"$in": list(ids)}, "lease.token": token}, {"$set": {"lease.until": until}}
            )

    def free_expired(self, now: datetime) -> int:
        """Effects whose worker died or hung are due again; how many."""
        attempt = {"at": now, "outcome": "lease_expired", "note": "the worker died or hung", "took_ms": 0}
        with reachable():
            result = self._effects.update_many(
                {"state": "leased", "lease.until": {"$lt": now}},
                {
                    "$set": {"state": "due"},
                    "$unset": {"lease": ""},
                    "$inc": {"tries": 1},
                    "$push": {"attempts": {"$each": [attempt], "$slice": -MOST_LOGGED_ATTEMPTS}},
                },
            )
            return result.modified_count

    def finish(self, finished: Sequence[Finished], commit: str, now: datetime) -> list[OutgoingRow]:
        """Record outcomes and put their messages into the outbox, in one transaction. What is no longer leased under
        its token (the lease ran out) is left alone. Returns the rows to publish."""
        try:
            with self._client.start_session() as session, session.start_transaction():
                held = {
                    doc["_id"]
                    for doc in self._effects.find(
                        {"_id": {"$in": [f.id for f in finished]}, "lease.token": finished[0].token},
                        {"_id": 1},
                        session=session,
                    )
                }
                kept = [f for f in finished if f.id in held]
                if kept:
                    self._effects.bulk_write([_update(f, now) for f in kept], ordered=False, session=session)
                rows = [row for f in kept for row in f.rows]
                if rows:
                    self._outbox.insert_one(
                        {
                            "_id": f"{commit}.0",
                            "commit": commit,
                            "at": now,
                            "rows": [{"id": r.id, "key": r.routing_key, "body": r.body} for r in rows],
                        },
                        session=session,
                    )
            return rows
        except PyMongoError as error:
            if is_away(error) or error.has_error_label("TransientTransactionError"):
                raise UnavailableError("the outcome of effects could not be kept") from error
            raise

    def next_due_in(self, now: datetime, kinds: Some[str], most: timedelta) -> timedelta:
        """How long until the next effect is due, at most `most`."""
        with reachable():
            first = self._effects.find_one(
                {"state": "due", "kind": {"$in": list(kinds)}, "due_at": {"$lt": now + most}},
                {"due_at": 1},
                sort=[("due_at", 1)],
                max_time_ms=_QUERY_MS,
            )
        return most if first is None else max(timedelta(0), first["due_at"] - now)


def _update(finished: Finished, now: datetime) -> UpdateOne:
    values: dict[str, Any] = {"state": finished.state}
    if finished.due_at is not None:
        values["due_at"] = finished.due_at
    else:
        values["finished_at"] = now
    update: dict[str, Any] = {"$set": values, "$unset": {"lease": ""}}
    if finished.counted:
        attempt = {
            "at": finished.started_at,
            "outcome": finished.outcome,
            "note": finished.note[:500],
            "took_ms": finished.took_ms,
        }
        update["$inc"] = {"tries": 1}
        update["$push"] = {"attempts": {"$each": [attempt], "$slice": -MOST_LOGGED_ATTEMPTS}}
    return UpdateOne({"_id": finished.id, "lease.token": finished.token}, update)
