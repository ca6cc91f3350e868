"""Which cases a list or a search shows: those that intake has, and those on their way there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.answering import cursors
from gateway.cases.arrivals import arriving
from gateway.house import House
from gateway.ids import first_id
from services.intake.queries import cases

_MOST_LOOKED_AT = 1_000
"""Persons that one search looks at: beyond them, the next page goes on."""

_RECEIVED = "received"
_OF_BOTH = ("type", "reference", "client", "priority", "tag")
_OF_INTAKE = ("number", "raised")
"""Filters that nothing fits which intake has not seen."""

Parties = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class _Page:
    """filters: as CaseList has them; parties: only these cases, with references of which each has one."""

    tenant: str
    filters: Mapping[str, Any]
    parties: Parties | None
    before: str | None
    limit: int

    @property
    def oldest_first(self) -> bool:
        return self.filters.get("sort") == "received_at"

    @property
    def since(self) -> str | None:
        return _first(self.filters, "received_from")

    @property
    def until(self) -> str | None:
        return _first(self.filters, "received_before")


def listed(
    house: House, tenant: str, query: Mapping[str, Any], before: str | None, limit: int
) -> list[dict[str, Any]]:
    """At most `limit` of the cases that a query of CaseList asks for, from behind the case `before`."""
    parties = None
    if "party" in query:
        subject = house.vault.subject_of(tenant, query["party"])
        if subject is None:
            return []
        parties = {subject: (query["party"],)}
    return _found(house, _Page(tenant, query, parties, before, limit))


def _found(house: House, page: _Page) -> list[dict[str, Any]]:
    # First what is on its way: what arrives meanwhile is then in one of the two, or in both.
    by_id = {case["id"]: case for case in (*_on_the_way(house, page), *_taken_up(house, page))}
    return [by_id[id] for id in sorted(by_id, reverse=not page.oldest_first)][: page.limit]


def _on_the_way(house: House, page: _Page) -> list[dict[str, Any]]:
    if page.filters.get("status", _RECEIVED) != _RECEIVED or any(name in page.filters for name in _OF_INTAKE):
        return []
    found = arriving(
        house.own,
        page.tenant,
        {name: page.filters[name] for name in _OF_BOTH if name in page.filters},
        cases.bounds(page.since, page.until, page.before, page.oldest_first),
        only=page.parties,
        oldest_first=page.oldest_first,
        limit=page.limit,
    )
    there = cases.known(house.database("intake"), [case["id"] for case in found]) if found else ()
    return [case for case in found if case["id"] not in there]


def _taken_up(house: House, page: _Page) -> list[dict[str, Any]]:
    if page.filters.get("status") == _RECEIVED:
        return []
    return cases.cases(
        house.database("intake"),
        page.tenant,
        **{name: page.filters.get(name) for name in (*_OF_BOTH, "status", "number")},
        raised="raised" in page.filters,
        parties=page.parties,
        since=page.since,
        until=page.until,
        before=page.before,
        oldest_first=page.oldest_first,
        limit=page.limit,
    )


def _first(query: Mapping[str, Any], name: str) -> str | None:
    """Ids of cases are ordered by the time of receipt, so a time is a place among them."""
    return first_id("case", query[name]) if name in query else None


def of_party(house: House, tenant: str, body: Mapping[str, Any]) -> tuple[list[dict[str, Any]], str | None]:
    """A page of the cases of a person, and the cursor of the next one."""
    limit, before = body["limit"], cursors.place(body.get("cursor"))
    persons = house.vault.find(tenant, body["party"], before=before, limit=_MOST_LOOKED_AT)
    if not persons:
        return [], None
    parties: dict[str, list[str]] = {}
    for subject, ref in persons:
        parties.setdefault(subject, []).append(ref)
    filters = {name: body[name] for name in ("status", "type") if name in body}
    found = _found(house, _Page(tenant, filters, parties, None, limit + 1))
    if len(found) > limit:
        return found[:limit], cursors.cursor(found[limit - 1]["id"])
    more = len(persons) == _MOST_LOOKED_AT
    return found, cursors.cursor(persons[-1][0]) if more else None
