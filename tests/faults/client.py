"""A careful client: the same request under the same Idempotency-Key until it is answered, every try in the ledger."""

import threading
import time
from collections.abc import Sequence
from typing import Any

import requests

from tests.faults.ledger import Ledger, Try, What

PATIENCE = 180.0
"""Seconds for which a piece of work is sent again before it counts as not accepted."""
_READ_SECONDS = 40.0
_PAUSE = 0.3
_AT_ONCE = 0.5
_WORTH_REPEATING = (0, 409, 429, 502, 503, 504)
_TAKEN = (200, 201, 202)


class Client:
    """Calls the API with one key. May be used by several threads. persons: who decide in the same organisation."""

    def __init__(
        self, url: str, key: str, tenant: str, ledger: Ledger, persons: Sequence["Client"] = ()
    ) -> None:
        self.tenant = tenant
        self.persons = tuple(persons)
        self._url = url
        self._key = key
        self._ledger = ledger
        self._own = threading.local()

    def hand_over(self, what: What, path: str, body: Any, key: str) -> dict[str, Any] | None:
        """The answer to a piece of work once it is accepted; None when it never was."""
        answer = self._until_taken(what, "POST", path, key, json=body)
        if answer is not None and "id" in answer:
            self._ledger.accepted(what, answer["id"], self.tenant, answer.get("operation", ""))
        return answer

    def put(self, path: str, body: Any, key: str) -> None:
        """Say how something is to be."""
        self._until_taken("order", "PUT", path, key, json=body)

    def expect_same(self, what: What, path: str, body: Any, key: str, first: dict[str, Any]) -> None:
        """Sends an accepted piece of work again; another answer than the first one is a surprise."""
        again = self._until_taken(what, "POST", path, key, json=body)
        if again is not None and again != first:
            self._ledger.surprised(f"POST {path} under {key} was answered {first}, then {again}")

    def upload(self, content: bytes, key: str) -> str | None:
        """The id of the stored document."""
        headers = {"Content-Type": "application/pdf"}
        answer = self._until_taken("document", "POST", "/v1/documents", key, data=content, headers=headers)
        return None if answer is None else str(answer["id"])

    def read(self, path: str) -> dict[str, Any] | None:
        """What stands there, if the door answers; one try."""
        answer = self._try("read", "GET", path, "")
        return answer.json() if answer is not None and answer.status_code == 200 else None

    def _until_taken(
        self, what: What, method: str, path: str, key: str, **more: Any
    ) -> dict[str, Any] | None:
        until = time.monotonic() + PATIENCE
        while True:
            answer = self._try(what, method, path, key, **more)
            status = answer.status_code if answer is not None else 0
            if answer is not None and status in _TAKEN:
                taken: dict[str, Any] = answer.json()
                return taken
            if status not in _WORTH_REPEATING:
                self._ledger.surprised(f"{method} {path} under {key} was answered {status}")
                return None
            if time.monotonic() > until:
                self._ledger.not_accepted(f"{method} {path} under {key}: last answered {status}")
                return None
            time.sleep(_PAUSE)

    def _try(self, what: What, method: str, path: str, key: str, **more: Any) -> requests.Response | None:
        headers = {"Authorization": f"Bearer {self._key}", "Idempotency-Key": key, **more.pop("headers", {})}
        at, begun = time.time(), time.monotonic()
        kept_alive = getattr(self._own, "session", None) is not None
        answer = self._send(method, path, headers, **more)
        if answer is None and kept_alive and time.monotonic() - begun < _AT_ONCE:
            # The server closed an idle connection just as this went out: RFC 9112, 9.3.1 has it sent again at once.
            answer = self._send(method, path, headers, **more)
        took = time.monotonic() - begun
        status = answer.status_code if answer is not None else 0
        waits = answer.headers.get("Retry-After", "") if answer is not None else ""
        self._ledger.tried(Try(what, key, at, took, status, waits))
        return answer

    def _send(self, method: str, path: str, headers: dict[str, str], **more: Any) -> requests.Response | None:
        limits = (_READ_SECONDS, _READ_SECONDS)
        try:
            return self._session().request(method, self._url + path, headers=headers, timeout=limits, **more)
        except requests.RequestException:
            self._own.session = None
            return None

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._own, "session", None)
        if session is None:
            session = self._own.session = requests.Session()
            session.trust_env = False
        return session
