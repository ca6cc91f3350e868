"""Failed messages, read where they failed: in the databases of the services that met them."""

import base64
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from heapq import merge
from itertools import islice
from typing import Any

from pymongo.database import Database

from services.operations.queries.stores import (
    MOST,
    TIME_LIMIT_MS,
    Databases,
    Document,
    seen_by,
    split,
    whole_id,
)

STATES = ("failed", "retried", "resolved", "archived")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LISTED = {"body": 0, "repaired": 0, "stack": 0, "headers": 0, "history": 0, "notes": 0}


def failures_of(
    databases: Databases,
    tenant: str,
    *,
    state: str = "failed",
    service: str | None = None,
    group: str | None = None,
    case: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> list[Document]:
    """Those that failed last first, at most `limit` (and MOST) of them.

    group: all of one cause; case: what the messages are about; after: the position of the last one of the page before.
    Keys: id, service, type, tenant, subject, state, error, reason, place, group, failures (how often it was given up),
    retries (how often it was ordered back), attempts, bytes, first_failed_at, failed_at, position.
    """
    wanted: Document = {**seen_by(tenant), "state": state}
    if case is not None:
        wanted["subject"] = case
    services = [service] if service else list(databases)
    if group is not None:
        where = split(group)
        if where is None or where[0] not in services:
            return []
        services, wanted["cause"] = [where[0]], where[1]
    most = max(1, min(limit, MOST))
    found = (_some(databases[name], name, wanted, after, most) for name in services)
    return list(islice(merge(*found, key=_order, reverse=True), most))


def failure(databases: Databases, tenant: str, id: str) -> Document | None:
    """One, with the keys of `failures_of` and: queue, headers, stack, body (text; or base64 where it is none, as
    `encoding` says), repaired (the body that was sent instead, or None), history, notes, order, retried_at,
    resolved_at, archived_at."""
    document = stored(databases, tenant, id)
    if document is None:
        return None
    service = id.partition(".")[0]
    text, encoding = _text(document["body"])
    return {
        **_shown(service, document),
        "queue": document["queue"],
        "headers": document["headers"],
        "stack": document["stack"],
        "body": text,
        "encoding": encoding,
        "repaired": _text(document["repaired"])[0] if document.get("repaired") else None,
        "history": document.get("history", []),
        "notes": document.get("notes", []),
        "order": document.get("order", ""),
        "retried_at": document.get("retried_at"),
        "resolved_at": document.get("resolved_at"),
        "archived_at": document.get("archived_at"),
    }


def stored(databases: Databases, tenant: str, id: str) -> Document | None:
    """As its service keeps it; None for what is none, or another organisation's."""
    where = split(id)
    if where is None:
        return None
    service, own = where
    return databases[service].failed.find_one({"_id": own, **seen_by(tenant)}, max_time_ms=TIME_LIMIT_MS)


def known(databases: Databases, tenant: str, ids: Iterable[str]) -> set[str]:
    """Which of these ids are failed messages that this organisation sees, in whatever state."""
    by_service: dict[str, list[str]] = {}
    for id in ids:
        if (where := split(id)) is not None:
            by_service.setdefault(where[0], []).append(where[1])
    return {
        whole_id(service, found["_id"])
        for service, own in by_service.items()
        for found in databases[service].failed.find(
            {"_id": {"$in": own}, **seen_by(tenant)}, {"_id": 1}, max_time_ms=TIME_LIMIT_MS
        )
    }


def ids_in(databases: Databases, tenant: str, group: str, state: str, most: int) -> list[str]:
    """Ids of a group's messages in that state, those that failed last first."""
    where = split(group)
    if where is None:
        return []
    service, cause = where
    found = databases[service].failed.find(
        {"state": state, "cause": cause, **seen_by(tenant)},
        {"_id": 1},
        sort=[("failed_at", -1), ("_id", -1)],
        limit=most,
        max_time_ms=TIME_LIMIT_MS,
    )
    return [whole_id(service, one["_id"]) for one in found]


def _some(
    database: Database[Document], service: str, wanted: Document, after: str | None, most: int
) -> list[Document]:
    match = wanted | (_beyond(after, service) if after is not None else {})
    found = database.failed.find(
        match, _LISTED, sort=[("failed_at", -1), ("_id", -1)], limit=most, max_time_ms=TIME_LIMIT_MS
    )
    return [_shown(service, document) for document in found]


def _beyond(after: str, service: str) -> Document:
    """What comes after a position: earlier; or of the same millisecond, with a lower id, or a lower service."""
    milliseconds, _, id = after.partition(".")
    last_service, _, last = id.partition(".")
    at = _EPOCH + timedelta(milliseconds=int(milliseconds))
    shown_already = {"$gte": last} if service >= last_service else {"$gt": last}
    return {"failed_at": {"$lte": at}, "$nor": [{"failed_at": at, "_id": shown_already}]}


def _order(shown: Document) -> tuple[Any, str, str]:
    return shown["failed_at"], shown["id"].partition(".")[2], shown["service"]


def _shown(service: str, document: Document) -> Document:
    id = whole_id(service, document["_id"])
    milliseconds = (document["failed_at"] - _EPOCH) // timedelta(milliseconds=1)
    return {
        "id": id,
        "service": service,
        "type": document["type"],
        "tenant": document["tenant"],
        "subject": document["subject"],
        "state": document["state"],
        "error": document["error"],
        "reason": document["reason"],
        "place": document["place"],
        "group": whole_id(service, document.get("cause", "")),
        "failures": document["failures"],
        "retries": document.get("retries", 0),
        "attempts": document["attempts"],
        "bytes": document["body_bytes"],
        "first_failed_at": document["first_failed_at"],
        "failed_at": document["failed_at"],
        "position": f"{milliseconds}.{id}",
    }


def _text(body: bytes) -> tuple[str, str]:
    try:
        return body.decode(), "text"
    except UnicodeDecodeError:
        return base64.b64encode(body).decode(), "base64"
