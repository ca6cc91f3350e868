"""Which cases a list or a search shows."""

from collections.abc import Mapping
from typing import Any

from gateway.answering import cursors
from gateway.house import House
from gateway.ids import first_id
from services.intake.queries import cases

_MOST_LOOKED_AT = 1_000
"""Persons that one search looks at: beyond them, the next page goes on."""

_SAME = ("status", "type", "reference", "number", "client", "priority", "tag")


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
    return cases.cases(
        house.database("intake"),
        tenant,
        **{name: query.get(name) for name in _SAME},
        raised="raised" in query,
        parties=parties,
        since=_first(query, "received_from"),
        until=_first(query, "received_before"),
        before=before,
        oldest_first=query["sort"] == "received_at",
        limit=limit,
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
    found = cases.cases(
        house.database("intake"),
        tenant,
        status=body.get("status"),
        type=body.get("type"),
        parties=parties,
        limit=limit + 1,
    )
    if len(found) > limit:
        return found[:limit], cursors.cursor(found[limit - 1]["id"])
    more = len(persons) == _MOST_LOOKED_AT
    return found, cursors.cursor(persons[-1][0]) if more else None
