"""How far the clock of each sandbox is ahead: written by the gateway, read by every service.

One document for each sandbox that was ever ahead: `_id`, the tenant; `seconds`; `steps`, the ids of its last steps, so
that a step that is asked for again is taken once; `ended_at`, once its organisation has begun a new one.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from shared.contracts.errors import UnavailableError
from shared.contracts.sandbox import is_sandbox
from shared.persistence.clock_port import ON_TIME, Ahead
from shared.persistence.mongo import TooSlowError, reachable

DATABASE = "coulisse_sandbox"
CLOCKS = "clocks"
MOST_AHEAD = timedelta(days=400)
"""In all: a year of deadlines and expiries, and not so far that instants leave what calendars and certificates know."""

_REMEMBERED_STEPS = 100
_FRESH_SECONDS = 1.0
_QUERY_MS = 10_000

_SANDBOXES_A_QUERY = 100


INDEX = "sandbox_due_at"
"""Of what falls due in sandboxes. Named in its queries, which must not walk through what is live, whatever the planner
thinks of it."""


def in_sandboxes(now: datetime, ahead: Ahead, **match: object) -> Iterator[dict[str, Any]]:
    """Queries for what is not due by the real time, but is by a sandbox's own; match: what else is asked. In pieces, so
    that no query has more alternatives than its planner bears."""
    spans = [
        {**match, "sandbox": tenant, "due_at": {"$gt": now, "$lte": now + by}} for tenant, by in ahead.items()
    ]
    for place in range(0, len(spans), _SANDBOXES_A_QUERY):
        yield {"$or": spans[place : place + _SANDBOXES_A_QUERY]}


class SandboxClocks:
    """See `Clocks`. seconds: a clock that only measures how old an answer is."""

    def __init__(
        self, database: Database[dict[str, Any]], seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._clocks = database[CLOCKS]
        self._seconds = seconds
        self._known: Ahead = {}
        self._known_until = float("-inf")

    def ahead_of(self, tenants: Iterable[str]) -> Ahead:
        sandboxes = sorted({tenant for tenant in tenants if is_sandbox(tenant)})
        return self._read({"_id": {"$in": sandboxes}}) if sandboxes else {}

    def ahead(self, tenant: str) -> timedelta:
        """How far one tenant's clock is ahead now."""
        return self.ahead_of((tenant,)).get(tenant, ON_TIME)

    def all_ahead(self) -> Ahead:
        if self._seconds() >= self._known_until:
            self._known = self._read({"ended_at": {"$exists": False}})
            self._known_until = self._seconds() + _FRESH_SECONDS
        return self._known

    def advance(self, tenant: str, by: timedelta, step: str) -> None:
        """Take one step, in whole seconds. The same step again moves nothing, nor does one that would lead farther
        ahead than MOST_AHEAD."""
        seconds = int(by.total_seconds())
        most = int(MOST_AHEAD.total_seconds()) - seconds
        with reachable(), suppress(DuplicateKeyError):  # the sandbox is known, and cannot take this step
            self._clocks.update_one(
                {"_id": tenant, "steps": {"$ne": step}, "seconds": {"$lte": most}},
                {
                    "$inc": {"seconds": seconds},
                    "$push": {"steps": {"$each": [step], "$slice": -_REMEMBERED_STEPS}},
                },
                upsert=most >= 0,
            )

    def has_taken(self, tenant: str, step: str) -> bool:
        """Whether this is one of the sandbox's last steps."""
        with reachable():
            taken = self._clocks.find_one({"_id": tenant, "steps": step}, {"_id": 1}, max_time_ms=_QUERY_MS)
        return taken is not None

    def end(self, tenant: str, now: datetime) -> None:
        """Nobody can come back to this sandbox. Again changes nothing."""
        change = {"$min": {"ended_at": now}, "$setOnInsert": {"seconds": 0, "steps": []}}
        with reachable(), suppress(DuplicateKeyError):  # two at once: the other has done it
            self._clocks.update_one({"_id": tenant}, change, upsert=True)

    def has_ended(self, tenant: str) -> bool:
        """Whether this is a sandbox that its organisation has left behind; no question is asked for live ones."""
        if not is_sandbox(tenant):
            return False
        with reachable():
            ended = {"_id": tenant, "ended_at": {"$exists": True}}
            return self._clocks.find_one(ended, {"_id": 1}, max_time_ms=_QUERY_MS) is not None

    def _read(self, match: dict[str, Any]) -> Ahead:
        try:
            with reachable():
                found = list(self._clocks.find(match, {"seconds": 1}, max_time_ms=_QUERY_MS))
        except (
            TooSlowError
        ) as error:  # a look-up by key in a small collection: the database is as good as away
            raise UnavailableError("the clocks of sandboxes could not be read in time") from error
        return {one["_id"]: timedelta(seconds=one["seconds"]) for one in found if one["seconds"]}
