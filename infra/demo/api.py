"""One key's way into Coulisse's HTTP API: patient, and safe to repeat."""

import threading
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import requests
import stamina

from infra.local.waiting import wait_until

PATIENCE = timedelta(seconds=90)
"""How long one request is repeated while nobody can answer it."""

_LOOK_EVERY = 0.1

Json = dict[str, Any]


class TemporaryError(Exception):
    """A 5xx or 429: to be sent again, after `pause` seconds if the gateway says so."""

    def __init__(self, response: requests.Response) -> None:
        super().__init__(f"{response.request.method} {response.url} answered {response.status_code}")
        said = response.headers.get("Retry-After", "")
        self.pause = float(said) if said.isdecimal() else None


class DeclinedError(Exception):
    """A command that was taken and then not carried out; `code` says why, `problem` what to do."""

    def __init__(self, path: str, problem: Json) -> None:
        self.code = str(problem.get("code", ""))
        super().__init__(f"{path} was not done: {problem}")


class RefusedError(Exception):
    """A 4xx: sending it again would not help. `problem` is the body, as RFC 9457 has it."""

    def __init__(self, response: requests.Response) -> None:
        self.status = response.status_code
        self.problem: Json = response.json() if "json" in response.headers.get("Content-Type", "") else {}
        super().__init__(f"{response.request.method} {response.url} answered {self.status}: {self.problem}")


def to_repeat(error: Exception) -> bool | float:
    """Whether to send again, or after how many seconds."""
    if isinstance(error, TemporaryError):
        return True if error.pause is None else error.pause
    return isinstance(
        error, requests.ConnectionError | requests.Timeout | requests.exceptions.ChunkedEncodingError
    )


@dataclass(frozen=True)
class Api:
    """Requests under one API key. May be used by several threads."""

    url: str
    key: str = field(repr=False)
    _threads: threading.local = field(default_factory=threading.local, repr=False)

    def get(self, path: str, **query: str) -> Json:
        """What stands at an address."""
        read: Json = self._answered("GET", path, params=query).json()
        return read

    def everything(self, path: str, **query: str) -> list[Json]:
        """All items of a list, page after page."""
        page = self.get(path, limit="100", **query)
        items: list[Json] = page["items"]
        while page["next"] is not None:
            page = self.get(page["next"].removeprefix("/v1"))
            items += page["items"]
        return items

    def hand_over(self, path: str, body: Json, key: str | None = None) -> Json:
        """Hands work over, under one Idempotency-Key however often it has to be sent."""
        headers = {"Idempotency-Key": key or uuid.uuid4().hex}
        answer: Json = self._answered("POST", path, json=body, headers=headers).json()
        return answer

    def done(self, path: str, body: Json | None = None, method: str = "POST") -> Json:
        """Has something done, and returns what came of it. Raises DeclinedError where it was not done."""
        headers = {"Idempotency-Key": uuid.uuid4().hex}
        accepted: Json = self._answered(method, path, json=body, headers=headers).json()
        read: Json = {}

        def is_decided() -> bool:
            read.update(self.get(f"/operations/{accepted['operation']}"))
            return bool(read["status"] != "pending")

        if not wait_until(is_decided, PATIENCE.total_seconds(), every=_LOOK_EVERY):
            raise DeclinedError(path, {"code": "pending", "operation": accepted["operation"]})
        if read["status"] != "done":
            raise DeclinedError(path, read.get("error") or read)
        return {**accepted, **(read.get("result") or {})}

    def code_of(self, path: str, body: Json | None = None, method: str = "POST") -> str:
        """Why something is not done; empty when it is."""
        try:
            self.done(path, body, method)
        except DeclinedError as declined:
            return declined.code
        return ""

    def text(self, path: str, accept: str, **query: str) -> requests.Response:
        """What stands at an address in another form than JSON: `accept` is its media type."""
        return self._answered("GET", path, params=query, headers={"Accept": accept})

    def upload(self, content: bytes, media_type: str) -> str:
        """The id under which a document is stored from now on."""
        headers = {"Content-Type": media_type}
        return str(self._answered("POST", "/documents", data=content, headers=headers).json()["id"])

    def _answered(self, method: str, path: str, **options: Any) -> requests.Response:
        """Raises RefusedError; anything else is tried again until PATIENCE ends."""
        for attempt in stamina.retry_context(on=to_repeat, attempts=None, timeout=PATIENCE, wait_max=2.0):
            with attempt:
                return self._once(method, path, **options)
        raise AssertionError("stamina ends with an answer or an exception")

    def _once(self, method: str, path: str, **options: Any) -> requests.Response:
        response = self._session().request(method, f"{self.url}/v1{path}", timeout=15, **options)
        if response.status_code >= 500 or response.status_code == 429:
            raise TemporaryError(response)
        if response.status_code >= 400:
            raise RefusedError(response)
        return response

    def _session(self) -> requests.Session:
        """One for each thread: requests does not promise that a session can be shared."""
        session: requests.Session | None = getattr(self._threads, "session", None)
        if session is None:
            session = requests.Session()
            session.trust_env = False  # the gateway is on this machine: no proxy
            session.headers["Authorization"] = f"Bearer {self.key}"
            self._threads.session = session
        return session
