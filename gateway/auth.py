"""From an Authorization header to a caller, remembering for a few seconds who was let in."""

import hmac
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from pymongo.collection import Collection

from gateway import api_keys
from gateway.api_keys import Caller, Presented
from gateway.languages import text
from gateway.problems import Problem

_MOST_REMEMBERED = 10_000
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="coulisse"'}


class Door:
    """Lets callers in by their API key.

    A key that was let in is not looked up again for `seconds`, which is therefore how long a revoked key can still be
    accepted. Keys that were refused are not remembered.
    """

    def __init__(
        self,
        keys: Collection[dict[str, Any]],
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._keys = keys
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._known: OrderedDict[str, tuple[float, bytes, Caller]] = OrderedDict()

    def caller(self, authorization: str | None) -> Caller:
        """Who shows this header; raises a 401 problem."""
        if authorization is None:
            raise _refused(text("Send your API key in the header: Authorization: Bearer ck_live_..."))
        scheme, _, key = authorization.partition(" ")
        presented = api_keys.read(key.strip()) if scheme.lower() == "bearer" else None
        if presented is None:
            raise _refused(text("The Authorization header does not hold an API key: Bearer ck_live_..."))
        caller = self._remembered(presented) or self._looked_up(presented)
        if caller is None:
            raise _refused(text("This API key is unknown or was revoked."))
        return caller

    def _remembered(self, presented: Presented) -> Caller | None:
        entry = self._known.get(presented.id)
        if entry is None:
            return None
        until, secret_hash, caller = entry
        fresh = self._clock() < until and hmac.compare_digest(secret_hash, presented.secret_hash)
        return caller if fresh else None

    def _looked_up(self, presented: Presented) -> Caller | None:
        until = self._clock() + self._seconds
        caller = api_keys.find(self._keys, presented)
        if caller is not None:
            with self._lock:
                self._known[presented.id] = (until, presented.secret_hash, caller)
                self._known.move_to_end(presented.id)
                while len(self._known) > _MOST_REMEMBERED:
                    self._known.popitem(last=False)
        return caller


def _refused(detail: str) -> Problem:
    return Problem(401, "unauthorized", detail, headers=_CHALLENGE)


def require(caller: Caller, scope: str) -> None:
    """Raises a 403 problem that names the scope which the key lacks."""
    if scope not in caller.scopes:
        raise Problem(403, "forbidden", "This API key lacks the scope {scope}.", values={"scope": scope})
