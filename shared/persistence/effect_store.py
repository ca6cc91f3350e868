"""Effects at rest on MongoDB: one document each, with a log of its attempts."""

from collections.abc import Collection as Some
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pymongo
from pymongo import MongoClient, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.errors import PyMongoError

from shared.contracts.codec import OutgoingRow
from shared.contracts.errors import UnavailableError
from shared.persistence.clock_port import ON_TIME, REAL_TIME, Ahead, Clocks
from shared.persistence.effect_port import Candidate, Finished, LeasedEffect
from shared.persistence.mongo import TooSlowError, reachable
from shared.persistence.sandbox_clocks import INDEX, in_sandboxes

_QUERY_MS = 3_000
_MOST_SECONDS = 4.0
"""For which anything in here may wait: less than the third of a lease after which it is renewed, so that a worker that
waits for the database in vain does not lose what runs meanwhile."""
_LOOK_AHEAD_EVERY = timedelta(milliseconds=250)
MOST_LOGGED_ATTEMPTS = 50


@contextmanager
def _bounded() -> Iterator[None]:
    """Whatever takes too long counts as a database that is away; so does a query, since all of them go by an index."""
    try:
        with pymongo.timeout(_MOST_SECONDS), reachable():
            yield
    except TooSlowError as error:
        raise UnavailableError("the effects could not be read in time") from error
    except PyMongoError as error:
        if error.timeout:
            raise UnavailableError("the effects could not be written in time") from error
        raise


class EffectStore:
    """The `effects` collection of one service: see `Effects`. clocks: of sandboxes."""

    def __init__(
        self, client: MongoClient[dict[str, Any]], database: str, clocks: Clocks = REAL_TIME
    ) -> None:
        self._clocks = clocks
        self._looked_ahead_at = datetime.min.replace(tzinfo=UTC)
        self._client = client
        self._effects = client[database].effects
        self._outbox = client[database].outbox

    def due(self, now: datetime, kinds: Some[str], without: Some[str], most: int) -> list[Candidate]:
        theirs = _match(now, kinds, without)
        match = {**theirs, "suspect": {"$ne": True}}
        with _bounded():
            cursor = (
                self._effects.find(match, {"kind": 1, "destination": 1}, max_time_ms=_QUERY_MS)
                .sort([("lane", -1), ("due_at", 1)])
                .limit(most)
            )
            found = [Candidate(doc["_id"], doc["kind"], doc["destination"]) for doc in cursor]
        return found + self._due_ahead(theirs, now, most)

    def suspect(self, now: datetime, kinds: Some[str], without: Some[str]) -> Candidate | None:
        match = {**_match(now, kinds, without), "suspect": True}
        with _bounded():
            found = self._effects.find_one(
                match, {"kind": 1, "destination": 1}, sort=[("due_at", 1)], max_time_ms=_QUERY_MS
            )
        return None if found is None else Candidate(found["_id"], found["kind"], found["destination"])

    def _due_ahead(self, match: dict[str, Any], now: datetime, most: int) -> list[Candidate]:
        """What is due by the clocks of sandboxes alone. Looked for now and then, so that trials cost real work little
        however often a worker looks."""
        ahead = self._clocks.all_ahead()
        if not ahead or abs(now - self._looked_ahead_at) < _LOOK_AHEAD_EVERY:
            return []
        self._looked_ahead_at = now
        found: list[dict[str, Any]] = []
        with _bounded():
            for theirs in in_sandboxes(now, ahead, **match):
                found += self._effects.find(
                    theirs, {"kind": 1, "destination": 1}, max_time_ms=_QUERY_MS, limit=most, hint=INDEX
                )
        return [Candidate(doc["_id"], doc["kind"], doc["destination"]) for doc in found]

    def lease(self, ids: Some[str], token: str, now: datetime, until: datetime) -> list[LeasedEffect]:
        with _bounded():
            self._effects.update_many(
                {"_id": {"$in": list(ids)}, "state": "due"},
                {"$set": {"state": "leased", "lease": {"token": token, "until": until, "since": now}}},
            )
            leased = self._effects.find(
                {"_id": {"$in": list(ids)}, "lease.token": token}, max_time_ms=_QUERY_MS
            )
            ahead = self._clocks.all_ahead()
            return [_leased(document, ahead) for document in leased]

    def renew(self, ids: Some[str], token: str, until: datetime) -> None:
        with _bounded():
            self._effects.update_many(
                {"_id": {"$in": list(ids)}, "lease.token": token}, {"$set": {"lease.until": until}}
            )

    def free_expired(self, now: datetime) -> int:
        attempt = {"at": now, "outcome": "lease_expired", "note": "the worker died or hung", "took_ms": 0}
        logged = {
            "$slice": [{"$concatArrays": ["$attempts", [{"$literal": attempt}]]}, -MOST_LOGGED_ATTEMPTS]
        }
        spared = {"$add": [{"$ifNull": ["$spared", 0]}, {"$cond": [{"$eq": ["$suspect", True]}, 0, 1]}]}
        lost = {"tries": {"$add": ["$tries", 1]}, "spared": spared, "suspect": True, "attempts": logged}
        with _bounded():
            result = self._effects.update_many(
                {"state": "leased", "lease.until": {"$lt": now}},
                [
                    {"$set": {"state": "due", **lost}},
                    {"$unset": ["lease", "asked_again"]},
                ],
            )
            return result.modified_count

    def finish(self, finished: Sequence[Finished], commit: str, now: datetime) -> list[OutgoingRow]:
        try:
            with _bounded(), self._client.start_session() as session, session.start_transaction():
                held = self._held(finished, session)
                kept = [f for f in finished if f.id in held]
                if kept:
                    updates = [_update(f, now, asked_again=held[f.id]) for f in kept]
                    self._effects.bulk_write(updates, ordered=False, session=session)
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
            if error.has_error_label("TransientTransactionError"):
                raise UnavailableError("the outcome of effects could not be kept") from error
            raise

    def _held(self, finished: Sequence[Finished], session: ClientSession) -> dict[str, bool]:
        """Those still leased under their token, and whether they were asked for again meanwhile."""
        found = self._effects.find(
            {"_id": {"$in": [f.id for f in finished]}, "lease.token": finished[0].token},
            {"asked_again": 1},
            session=session,
        )
        return {document["_id"]: document.get("asked_again", False) for document in found}


def _match(now: datetime, kinds: Some[str], without: Some[str]) -> dict[str, Any]:
    match: dict[str, Any] = {"state": "due", "due_at": {"$lte": now}, "kind": {"$in": list(kinds)}}
    if without:
        match["destination"] = {"$nin": list(without)}
    return match


def _leased(document: dict[str, Any], ahead: Ahead) -> LeasedEffect:
    return LeasedEffect(
        id=document["_id"],
        destination=document["destination"],
        what=document["what"],
        tenant=document["tenant"],
        subject=document["subject"],
        lane=document["lane"],
        cause_id=document["cause_id"],
        correlation=document["correlation"],
        traceparent=document.get("traceparent", ""),
        tries=document["tries"],
        ahead=ahead.get(document["tenant"], ON_TIME),
        spared=document.get("spared", 0),
    )


def _update(finished: Finished, now: datetime, *, asked_again: bool) -> UpdateOne:
    attempt = {
        "at": finished.started_at,
        "outcome": finished.outcome,
        "note": finished.note[:500],
        "took_ms": finished.took_ms,
    }
    values: dict[str, Any] = {"state": "due" if asked_again else finished.state}
    if not asked_again:
        values |= {"finished_at": now} if finished.due_at is None else {"due_at": finished.due_at}
    return UpdateOne(
        {"_id": finished.id, "lease.token": finished.token},
        {
            "$set": values,
            "$unset": {"lease": "", "asked_again": "", "suspect": ""},
            "$inc": {"tries": 0 if asked_again else 1},
            "$push": {"attempts": {"$each": [attempt], "$slice": -MOST_LOGGED_ATTEMPTS}},
        },
    )
