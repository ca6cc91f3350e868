"""Cases between the door and intake, as lists show them: who hands one over finds it at once.

A stored request that submits a case carries what can be said of it in `received`, until intake is seen to have it.
The index over these holds no others, so it is as long as what is on its way.
"""

import secrets
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from pymongo.collection import Collection as Requests
from pymongo.database import Database

from gateway.accepting.accepted import COLLECTION
from gateway.accepting.lease import hold
from services.intake.queries import cases

_BY_TENANT = [("tenant", 1), ("case", -1)]
_LEASE = timedelta(seconds=10)
_PAGE = 1_000
_PAGES = 5


def arriving(
    database: Database[dict[str, Any]],
    tenant: str,
    filters: Mapping[str, str],
    ids: Mapping[str, str],
    *,
    only: Collection[str] | None = None,
    oldest_first: bool = False,
    limit: int,
) -> list[dict[str, Any]]:
    """At most `limit` cases of a tenant that intake has not been seen to have, by id downwards. filters: by field, and
    `tag`; ids: bounds; only: these cases."""
    fits: dict[str, Any] = {"tenant": str(tenant), "received": {"$exists": True}}
    names = {"tag": "tags"}
    fits |= {f"received.{names.get(name, name)}": str(value) for name, value in filters.items()}
    between: dict[str, Any] = dict(ids) | ({} if only is None else {"$in": sorted(only)})
    if between:
        fits["case"] = between
    found = database[COLLECTION].find(fits, {"case": 1, "received": 1}).hint(_BY_TENANT)
    rows = found.sort("case", 1 if oldest_first else -1).limit(limit)
    return [{"id": row["case"], "status": "received", **row["received"]} for row in rows]


class Arrivals:
    """Notices which cases intake has by now. One process at a time does, in small portions and in turns, so that a
    long queue before intake costs no more than a short one."""

    def __init__(
        self,
        own: Database[dict[str, Any]],
        intake: Database[dict[str, Any]],
        clock: Callable[[], datetime],
    ) -> None:
        self._requests: Requests[dict[str, Any]] = own[COLLECTION]
        self._leases = own["leases"]
        self._intake = intake
        self._clock = clock
        self._holder = secrets.token_hex(8)
        self._place: tuple[str, str] | None = None

    def settle(self) -> int:
        """Look through some of what is on its way; how many cases were seen to have arrived."""
        if not hold(self._leases, "arrivals", self._holder, self._clock(), _LEASE):
            return 0
        return sum(self._settled(page) for _ in range(_PAGES) if (page := self._page()))

    def _page(self) -> list[dict[str, Any]]:
        fits: dict[str, Any] = {"received": {"$exists": True}}
        if self._place is not None:
            tenant, case = self._place
            fits["tenant"] = {"$gte": tenant}
            fits["$or"] = [{"tenant": {"$gt": tenant}}, {"case": {"$lt": case}}]
        found = self._requests.find(fits, {"tenant": 1, "case": 1}).hint(_BY_TENANT).sort(_BY_TENANT)
        rows = list(found.limit(_PAGE))
        self._place = (rows[-1]["tenant"], rows[-1]["case"]) if len(rows) == _PAGE else None
        return rows

    def _settled(self, page: list[dict[str, Any]]) -> int:
        known = cases.known(self._intake, [row["case"] for row in page])
        arrived = [row["_id"] for row in page if row["case"] in known]
        if arrived:
            self._requests.update_many({"_id": {"$in": arrived}}, {"$unset": {"received": ""}})
        return len(arrived)
