"""How many requests a client may make in a minute: one budget for reads, one for writes.

Every process counts for itself and adds its counts to those of the others once a second, so that a request costs no
write. A client with many connections can therefore go beyond its budget by what all processes let in within a second.
While the database is away each process goes by its own count.

Headers: draft-ietf-httpapi-ratelimit-headers-10.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import pymongo
import structlog
from flask import Response, g
from pymongo import UpdateOne
from pymongo.collection import Collection
from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from gateway.access.callers import Caller
from gateway.refusing.problems import Problem

COLLECTION = "usage"
WINDOW = 60
"""Seconds; all windows begin at full minutes."""
SHARED_EVERY = 1.0
_log = structlog.get_logger()

Kind = Literal["reads", "writes"]
Budgeted = Literal["reads", "writes", "streams"]


@dataclass(slots=True)
class _Count:
    """shared: of all processes, when last told; pending: here since then."""

    shared: int = 0
    pending: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """What a client has left. seconds: until it is given a new budget; None for what is given back: open streams."""

    kind: Budgeted
    limit: int
    left: int
    seconds: int | None = None

    @property
    def policy(self) -> str:
        """As in RateLimit-Policy."""
        unit = f"w={WINDOW}" if self.seconds is not None else 'qu="concurrent-requests"'
        return f'"{self.kind}";q={self.limit};{unit}'

    @property
    def rest(self) -> str:
        """As in RateLimit."""
        new = f";t={self.seconds}" if self.seconds is not None else ""
        return f'"{self.kind}";r={max(0, self.left)}{new}'


def headers(standings: Iterable[Standing]) -> dict[str, str]:
    """As every answer carries them; none for a client without limits."""
    found = tuple(standings)
    if not found:
        return {}
    return {
        "RateLimit-Policy": ", ".join(one.policy for one in found),
        "RateLimit": ", ".join(one.rest for one in found),
    }


class Limits:
    """reads, writes: a minute's budgets for credentials that have none of their own; 0: none."""

    def __init__(
        self,
        usage: Collection[dict[str, Any]],
        *,
        reads: int,
        writes: int,
        seconds: float,
        clock: Callable[[], datetime],
    ) -> None:
        self._usage = usage.with_options(write_concern=WriteConcern(w=1), read_concern=ReadConcern("local"))
        self._budgets: dict[Kind, int] = {"reads": reads, "writes": writes}
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._window = 0
        self._counts: dict[str, _Count] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="limits", daemon=True)

    def start(self) -> None:
        """Begin to share counts. To be called after the fork."""
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(self._seconds * 2)

    def take(self, caller: Caller, kind: Kind) -> tuple[Standing, ...]:
        """Count one request; empty without a limit. Raises a 429 problem once the budget is used up: requests that
        are refused do not count."""
        limit = getattr(caller.budget, kind) or self._budgets[kind]
        if limit == 0:
            return ()
        now = self._clock().timestamp()
        with self._lock:
            count = self._count(int(now // WINDOW), f"{caller.side}|{caller.client}|{kind}")
            left = limit - count.shared - count.pending - 1
            if left >= 0:
                count.pending += 1
        seconds = max(1, WINDOW - int(now % WINDOW))
        standing = Standing(kind, limit, left, seconds)
        if left < 0:
            raise _used_up(standing, seconds)
        return (standing,)

    def _count(self, window: int, who: str) -> _Count:
        if window != self._window:
            self._window, self._counts = window, {}
        return self._counts.setdefault(who, _Count())

    def _run(self) -> None:
        while not self._stopping.wait(SHARED_EVERY):
            try:
                with pymongo.timeout(self._seconds):
                    self.share()
            except PyMongoError as error:
                _log.warning("limits.away", error=type(error).__name__)

    def share(self) -> None:
        """Tell the others what was counted here, and learn what they counted."""
        with self._lock:
            window = self._window
            told = {who: count.pending for who, count in self._counts.items() if count.pending}
        if not told:
            return
        at = self._clock()
        self._usage.bulk_write(
            [
                UpdateOne(
                    {"_id": f"{window}|{who}"}, {"$inc": {"count": count}, "$set": {"at": at}}, upsert=True
                )
                for who, count in told.items()
            ],
            ordered=False,
        )
        found = self._usage.find({"_id": {"$in": [f"{window}|{who}" for who in told]}})
        shared = {document["_id"].partition("|")[2]: document["count"] for document in found}
        with self._lock:
            if window != self._window:
                return
            for who, count in told.items():
                self._counts[who].pending -= count
                self._counts[who].shared = shared.get(who, count)


def told(response: Response) -> Response:
    """Say in every answer to a known client what it has left."""
    response.headers.update(headers(g.get("standings", ())))
    return response


def _used_up(standing: Standing, seconds: int) -> Problem:
    return Problem(
        429,
        "too_many_requests",
        "This client has made {limit} requests in this minute, which is all that it may.",
        headers={**headers((standing,)), "Retry-After": str(seconds)},
        values={"limit": standing.limit},
    )
