"""Cases for readers: one, or lists, newest first. Read-only; every list is served by an index of
collections.py."""

from collections.abc import Collection, Mapping
from typing import Any

from pymongo.database import Database

TIME_LIMIT_MS = 2_000
MOST = 1_000
_STILL_TIMED = frozenset({"asked", "waiting", "needs_correction", "undoing"})
_LISTED = (
    "number",
    "type",
    "client",
    "reference",
    "priority",
    "status",
    "currency",
    "customer",
    "gross",
    "tags",
    "opened_at",
    "changed_at",
    "ended_at",
    "raised",
    "attention",
)
_SHOWN = (
    *_LISTED,
    "type_version",
    "payment_terms",
    "warehouse",
    "parties",
    "documents",
    "lines",
    "totals",
    "round",
    "wanted_en",
    "wanted_fr",
    "ending",
)


_LATER: dict[str, Any] = {
    "supplier": "",
    "vat": [],
    "of_case": "",
    "answers": {},
    "alike": "",
    "reopened": 0,
}
"""What cases of an earlier version do not have."""


def case(database: Database[dict[str, Any]], tenant: str, case: str) -> dict[str, Any] | None:
    """One case, None when this tenant has none of this id. Keys: as in `cases_by_id`."""
    return cases_by_id(database, [(tenant, case)]).get((tenant, case))


def cases_by_id(
    database: Database[dict[str, Any]], wanted: Collection[tuple[str, str]]
) -> dict[tuple[str, str], dict[str, Any]]:
    """Those of these cases that there are, by tenant and id, in one query.

    Keys: as in `cases`, and type_version, payment_terms, warehouse, parties (ref, role, holds), documents
    (document, kind), lines, totals, round, steps (by name: state, round, asked_at, due_at, done_at, raised),
    due_at (first deadline of its steps, None when nothing runs), wanted_en and wanted_fr (what the front
    office has to mend), ending (outcome, step, reason; None while it is to go on), supplier, vat (rate, net, vat),
    of_case, answers, alike (the case that looks like the same one), reopened (how often), version (counts the changes
    of tags, priority and reference)."""
    return {place: case for place, (_, case) in revised_cases(database, wanted).items()}


def revised_cases(
    database: Database[dict[str, Any]], wanted: Collection[tuple[str, str]]
) -> dict[tuple[str, str], tuple[int, dict[str, Any]]]:
    """As `cases_by_id`, each with its revision, which is another one after every change of the case."""
    found = _found(database, wanted, None)
    return {place: (row["version"], _whole(row)) for place, row in found.items()}


def revisions(
    database: Database[dict[str, Any]], wanted: Collection[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    """The revisions alone, of those of these cases that there are."""
    found = _found(database, wanted, {"tenant": 1, "version": 1})
    return {place: row["version"] for place, row in found.items()}


def _found(
    database: Database[dict[str, Any]], wanted: Collection[tuple[str, str]], fields: dict[str, Any] | None
) -> dict[tuple[str, str], dict[str, Any]]:
    ids = [str(id) for _, id in wanted]
    fits = {"_id": {"$in": ids}, "tenant": {"$in": sorted({str(tenant) for tenant, _ in wanted})}}
    rows = database.cases.find(fits, fields, max_time_ms=TIME_LIMIT_MS)
    found = {(row["tenant"], row["_id"]): row for row in rows}
    # Several tenants may ask together: nobody gets a case by another's asking.
    return {place: found[place] for place in wanted if place in found}


def known(database: Database[dict[str, Any]], ids: Collection[str]) -> set[str]:
    """Those of these ids that are cases, of whatever tenant: for who holds ids of their own."""
    rows = database.cases.find({"_id": {"$in": list(ids)}}, {"_id": 1}, max_time_ms=TIME_LIMIT_MS)
    return {row["_id"] for row in rows}


def _whole(document: dict[str, Any]) -> dict[str, Any]:
    shown = {"id": document["_id"], **{key: document[key] for key in _SHOWN}}
    shown |= {key: document.get(key, unset) for key, unset in _LATER.items()}
    shown["steps"] = document["steps"]
    shown["version"] = document.get("edition", 0)
    shown["due_at"] = _first_deadline(document["steps"])
    return shown


def _first_deadline(steps: dict[str, dict[str, Any]]) -> Any:
    """The stored due time may be an earlier one that has no meaning any more."""
    open_ones = [s["due_at"] for s in steps.values() if s["due_at"] and s["state"] in _STILL_TIMED]
    return min(open_ones, default=None)


def cases(  # noqa: PLR0913 - one argument a filter
    database: Database[dict[str, Any]],
    tenant: str,
    *,
    status: str | None = None,
    type: str | None = None,
    reference: str | None = None,
    client: str | None = None,
    priority: str | None = None,
    number: str | None = None,
    tag: str | None = None,
    raised: bool = False,
    parties: Mapping[str, Collection[str]] | None = None,
    since: str | None = None,
    until: str | None = None,
    before: str | None = None,
    oldest_first: bool = False,
    limit: int = 100,
) -> list[dict[str, Any]]:
    """At most `limit` cases that fit all filters, newest first or oldest first, from behind the case `before` (the id
    of the last one of the page before). raised: only those that somebody has to look at; parties: only these cases,
    and each only while it has one of these parties (references by case); since, until: bounds of the ids, the upper
    one excluded. Ids are ordered by the time of receipt.

    Keys: id, number, type, client, reference, priority, status, currency, customer, gross (decimal as a
    string), tags, opened_at, changed_at, ended_at, raised, attention (step, team, reason, since)."""
    given = {
        "status": status,
        "type": type,
        "reference": reference,
        "client": client,
        "priority": priority,
        "number": number,
        "tags": tag,
    }
    fits: dict[str, Any] = {"tenant": str(tenant)}
    fits.update({name: str(value) for name, value in given.items() if value is not None})
    if tag is not None:
        fits["tags.0"] = {"$exists": True}
    if raised:
        fits["raised"] = True
    ids: dict[str, Any] = dict(bounds(since, until, before, oldest_first))
    if parties is not None:
        ids["$in"] = sorted(parties)
        fits["parties.ref"] = {"$in": sorted({ref for refs in parties.values() for ref in refs})}
    if ids:
        fits["_id"] = ids
    found = (
        database.cases.find(fits, dict.fromkeys(_LISTED, 1), max_time_ms=TIME_LIMIT_MS)
        .sort("_id", 1 if oldest_first else -1)
        .limit(max(1, min(limit, MOST)))
    )
    return [{"id": item["_id"], **{key: item[key] for key in _LISTED}} for item in found]


def bounds(since: str | None, until: str | None, before: str | None, oldest_first: bool) -> dict[str, str]:
    """Between which ids a page lies, as a filter has it."""
    found: dict[str, str] = {}
    if since is not None:
        found["$gte"] = str(since)
    upper = [str(id) for id in (until, None if oldest_first else before) if id is not None]
    if upper:
        found["$lt"] = min(upper)
    if oldest_first and before is not None:
        found["$gt"] = str(before)
    return found
