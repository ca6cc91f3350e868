"""Effects at rest on MongoDB: one document each, with a log of its attempts."""

from collections.abc import Collection as Some
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import MongoClient, UpdateMany, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.errors import PyMongoError

from shared.contracts.codec import OutgoingRow
from shared.contracts.errors import UnavailableError
from shared.contracts.sandbox import is_sandbox
from shared.persistence.clock_port import ON_TIME, REAL_TIME, Ahead, Clocks
from shared.persistence.effect_port import Candidate, Finished, LeasedEffect
from shared.persistence.mapping import to_plain
from shared.persistence.mongo import is_away, reachable
from shared.persistence.sandbox_clocks import INDEX, in_sandboxes
from shared.persistence.store import StoredEffect

_QUERY_MS = 10_000
_LOOK_AHEAD_EVERY = timedelta(milliseconds=250)
MOST_LOGGED_ATTEMPTS = 50


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
        match: dict[str, Any] = {"state": "due", "due_at": {"$lte": now}, "kind": {"$in": list(kinds)}}
        if without:
            match["destination"] = {"$nin": list(without)}
        with reachable():
            cursor = (
                self._effects.find(match, {"kind": 1, "destination": 1}, max_time_ms=_QUERY_MS)
                .sort([("lane", -1), ("due_at", 1)])
                .limit(most)
            )
            found = [Candidate(doc["_id"], doc["kind"], doc["destination"]) for doc in cursor]
        return found + self._due_ahead(match, now, most)

    def _due_ahead(self, match: dict[str, Any], now: datetime, most: int) -> list[Candidate]:
        """What is due by the clocks of sandboxes alone. Looked for now and then, so that trials cost real work little
        however often a worker looks."""
        ahead = self._clocks.all_ahead()
        if not ahead or abs(now - self._looked_ahead_at) < _LOOK_AHEAD_EVERY:
            return []
        self._looked_ahead_at = now
        found: list[dict[str, Any]] = []
        with reachable():
            for theirs in in_sandboxes(now, ahead, **match):
                found += self._effects.find(
                    theirs, {"kind": 1, "destination": 1}, max_time_ms=_QUERY_MS, limit=most, hint=INDEX
                )
        return [Candidate(doc["_id"], doc["kind"], doc["destination"]) for doc in found]

    def lease(self, ids: Some[str], token: str, now: datetime, until: datetime) -> list[LeasedEffect]:
        with reachable():
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
        with reachable():
            self._effects.update_many(
                {"_id": {"$in": list(ids)}, "lease.token": token}, {"$set": {"lease.until": until}}
            )

    def free_expired(self, now: datetime) -> int:
        attempt = {"at": now, "outcome": "lease_expired", "note": "the worker died or hung", "took_ms": 0}
        with reachable():
            result = self._effects.update_many(
                {"state": "leased", "lease.until": {"$lt": now}},
                {
                    "$set": {"state": "due"},
                    "$unset": {"lease": "", "asked_again": ""},
                    "$inc": {"tries": 1},
                    "$push": {"attempts": {"$each": [attempt], "$slice": -MOST_LOGGED_ATTEMPTS}},
                },
            )
            return result.modified_count

    def finish(self, finished: Sequence[Finished], commit: str, now: datetime) -> list[OutgoingRow]:
        try:
            with self._client.start_session() as session, session.start_transaction():
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
            if is_away(error) or error.has_error_label("TransientTransactionError"):
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


def asking(effect: StoredEffect) -> UpdateOne:
    """Store an effect. Asked for again under the same id it becomes due again, with its attempts kept: at once, or when
    the call that has it in hand is over."""
    document: dict[str, Any] = {
        "kind": effect.kind,
        "destination": effect.destination,
        "what": to_plain(effect.what),
        "due_at": effect.due_at,
        "tenant": effect.tenant,
        "subject": effect.subject,
        "lane": effect.lane,
        "cause_id": effect.cause_id,
        "correlation": effect.correlation,
        "traceparent": effect.traceparent,
        "tries": 0,
    }
    if is_sandbox(effect.tenant):
        document["sandbox"] = effect.tenant
    leased = {"$eq": ["$state", "leased"]}
    return UpdateOne(
        {"_id": effect.id},
        [
            {"$replaceWith": {"$mergeObjects": [{"attempts": []}, "$$ROOT", {"$literal": document}]}},
            {"$unset": "finished_at"},
            {
                "$set": {
                    "asked_again": {"$cond": [leased, True, "$$REMOVE"]},
                    "state": {"$cond": [leased, "leased", "due"]},
                }
            },
        ],
        upsert=True,
    )


def withdrawing(ids: Some[str], now: datetime) -> list[UpdateMany]:
    """What has not begun is not done any more, and what is being done is not done again."""
    return [
        UpdateMany(
            {"_id": {"$in": list(ids)}, "state": "due"}, {"$set": {"state": "withdrawn", "finished_at": now}}
        ),
        UpdateMany({"_id": {"$in": list(ids)}, "state": "leased"}, {"$unset": {"asked_again": ""}}),
    ]


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
            "$unset": {"lease": "", "asked_again": ""},
            "$inc": {"tries": 0 if asked_again else 1},
            "$push": {"attempts": {"$each": [attempt], "$slice": -MOST_LOGGED_ATTEMPTS}},
        },
    )
