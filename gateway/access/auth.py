"""From an Authorization header to a caller, remembering for a few seconds who was let in."""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import structlog
from pymongo.collection import Collection
from pymongo.errors import PyMongoError

from gateway.access import api_keys
from gateway.access.callers import Caller, sandbox_of
from gateway.access.sandboxes import Sandboxes
from gateway.languages import text
from gateway.oauth.access_tokens import TokenReader
from gateway.oauth.people import People
from gateway.refusing.problems import Problem

_MOST_REMEMBERED = 10_000
_MOST_CHARACTERS = 8_000
_log = structlog.get_logger()
_CHALLENGE = 'Bearer realm="coulisse"'


class Door:
    """Lets callers in by their API key, by a token issued under one, or by a token of an outside provider.

    Who was let in is not looked up again for `seconds`, which is therefore how long a revoked key, and every token
    issued under it, can still be accepted. Who was refused is not remembered. notes_use: whether this program may write
    when a key was last used. sandboxes: which sandbox a test key opens at this moment; the first when not given.
    """

    def __init__(
        self,
        keys: Collection[dict[str, Any]],
        seconds: float,
        tokens: TokenReader | None = None,
        people: People | None = None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        notes_use: bool = True,
        sandboxes: Sandboxes | None = None,
    ) -> None:
        self._keys = keys
        self._seconds = seconds
        self._tokens = tokens
        self._people = people
        self._clock = clock
        self._now = now
        self._notes_use = notes_use
        self._sandboxes = sandboxes
        self._lock = threading.Lock()
        self._known: OrderedDict[bytes, tuple[float, Caller]] = OrderedDict()

    def caller(self, authorization: str | None) -> Caller:
        """Who shows this header; raises a 401 problem."""
        if authorization is None:
            raise _refused(text("Send your API key in the header: Authorization: Bearer ck_live_..."))
        scheme, _, shown = authorization.partition(" ")
        shown = shown.strip()
        bearer = scheme.lower() == "bearer"
        if bearer and (known := self._remembered(shown)) is not None:
            return self._placed(known)
        if not bearer or not (_is_token(shown) or api_keys.read(shown)):
            raise _refused(
                text("The Authorization header does not hold an API key: Bearer ck_live_..."),
                "invalid_request",
            )
        caller = self._looked_up(shown)
        if caller is None:
            if _is_token(shown):
                raise _refused(text("This access token is not valid, or no longer."), "invalid_token")
            raise _refused(text("This API key is unknown or was revoked."), "invalid_token")
        return self._placed(caller)

    def _placed(self, caller: Caller) -> Caller:
        if self._sandboxes is None or not caller.sandbox:
            return caller
        generation = self._sandboxes.generation(caller.owner)
        return replace(caller, tenant=sandbox_of(caller.owner, generation))

    def _remembered(self, shown: str) -> Caller | None:
        # By a hash of everything that was shown: what was not let in word by word is looked up.
        entry = self._known.get(_hashed(shown))
        return entry[1] if entry is not None and self._clock() < entry[0] else None

    def _looked_up(self, shown: str) -> Caller | None:
        until, now = self._clock() + self._seconds, self._now()
        caller, expires_at = (
            self._by_token(shown, now) if _is_token(shown) else (self._by_key(shown, now), None)
        )
        if caller is None:
            return None
        if expires_at is not None:
            until = min(until, self._clock() + expires_at - now.timestamp())
        with self._lock:
            self._known[_hashed(shown)] = (until, caller)
            self._known.move_to_end(_hashed(shown))
            while len(self._known) > _MOST_REMEMBERED:
                self._known.popitem(last=False)
        return caller

    def _by_key(self, shown: str, now: datetime) -> Caller | None:
        presented = api_keys.read(shown)
        caller = api_keys.find(self._keys, presented, now) if presented else None
        if caller is not None and self._notes_use:
            self._note_use(caller.key, now)
        return caller

    def _note_use(self, key: str, now: datetime) -> None:
        try:
            api_keys.note_use(self._keys, key, now)
        except PyMongoError as error:
            # Worth less than the request.
            _log.debug("door.use_not_noted", error=type(error).__name__)

    def _by_token(self, shown: str, now: datetime) -> tuple[Caller | None, float | None]:
        if self._tokens is not None and (granted := self._tokens.read(shown)) is not None:
            holder = api_keys.find_by_id(self._keys, granted.key, now)
            if holder is None:
                return None, None
            # Never more than the key itself may do today.
            return replace(holder, scopes=holder.scopes & granted.scopes), granted.expires_at
        found = self._people.read(shown) if self._people is not None else None
        return found or (None, None)


def _is_token(shown: str) -> bool:
    return shown.count(".") == 2 and len(shown) <= _MOST_CHARACTERS


def _hashed(shown: str) -> bytes:
    return hashlib.sha256(shown.encode()).digest()


def _refused(detail: str, error: str = "") -> Problem:
    # RFC 6750, section 3.1: no error code for who shows nothing.
    challenge = f'{_CHALLENGE}, error="{error}"' if error else _CHALLENGE
    return Problem(401, "unauthorized", detail, headers={"WWW-Authenticate": challenge})


def require(caller: Caller, scope: str) -> None:
    """Raises a 403 problem that names the scope which the credential lacks."""
    if scope not in caller.scopes:
        challenge = f'{_CHALLENGE}, error="insufficient_scope", scope="{scope}"'
        raise Problem(
            403,
            "forbidden",
            "This API key lacks the scope {scope}.",
            headers={"WWW-Authenticate": challenge},
            values={"scope": scope},
        )
