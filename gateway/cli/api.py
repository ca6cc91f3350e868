"""The HTTP API as the command line uses it; what goes wrong is told in words, with an exit code of its own."""

import sys
import time
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any
from uuid import uuid4

import click
import httpx

REFUSED, UNKNOWN_CALLER, AWAY = 3, 4, 5
"""Exit codes beside click's 1 and 2: the API refused the request; the key; it could not be reached or failed."""
_SECONDS = 30.0
_PAUSE = 0.2


class ApiError(click.ClickException):
    """Ends the command with these words on standard error."""

    def __init__(self, words: str, exit_code: int) -> None:
        super().__init__(words)
        self._exit_code = exit_code

    @property
    def exit_code(self) -> int:  # type: ignore[override] # click keeps a plain attribute
        return self._exit_code


class Api:
    """Calls the API at `url` with `key`. Every method raises ApiError."""

    def __init__(self, url: str, key: str) -> None:
        self.url = url.rstrip("/")
        self.headers = {"Authorization": f"Bearer {key}", "User-Agent": "coulisse-cli"}
        self._client = httpx.Client(base_url=self.url, headers=self.headers, timeout=_SECONDS)

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return self._answer("GET", path, params=dict(query or {}))

    def post(self, path: str, body: Any, key: str | None = None) -> dict[str, Any]:
        """key: the Idempotency-Key; the same again gives the same answer and does nothing twice."""
        headers = {"Idempotency-Key": key or f"cli-{uuid4().hex}"}
        return self._answer("POST", path, json=body, headers=headers)

    def delete(self, path: str) -> dict[str, Any]:
        """Of what is done at once."""
        return self._answer("DELETE", path, headers={"Idempotency-Key": f"cli-{uuid4().hex}"})

    def some(self, path: str, query: Mapping[str, Any], most: int) -> list[dict[str, Any]]:
        """The first `most` items of a list."""
        return list(islice(self.pages(path, query), most))

    def order(self, path: str, body: Any, *, method: str = "POST") -> dict[str, Any]:
        """Hand over a command and wait until it was decided; returns its operation. Raises ApiError also when it was
        refused, and when nothing was decided within half a minute."""
        headers = {"Idempotency-Key": f"cli-{uuid4().hex}", "Prefer": "wait=5"}
        options = {} if body is None else {"json": body}
        found = self._answer(method, path, headers=headers, **options)
        address = f"/v1/operations/{found.get('operation') or found['id']}"
        until = time.monotonic() + _SECONDS
        while found.get("status") in ("received", "pending"):
            if time.monotonic() > until:
                raise ApiError(f"nothing was decided yet: read {address}", AWAY)
            time.sleep(_PAUSE)
            found = self.get(address)
        if (error := found.get("error")) is not None:
            raise ApiError(f"{error['detail']} ({error['code']})\n  {error['remedy']}", REFUSED)
        return found

    def upload(self, content: bytes, media_type: str) -> dict[str, Any]:
        return self._answer("POST", "/v1/documents", content=content, headers={"Content-Type": media_type})

    def pages(self, path: str, query: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Every item of a list, page after page."""
        wanted = {name: value for name, value in query.items() if value is not None}
        page = self.get(path, wanted | {"limit": 100})
        yield from page["items"]
        while page["next"]:
            page = self.get(page["next"])
            yield from page["items"]

    def _answer(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        if not options.get("params"):
            options.pop("params", None)  # an empty one would take away what stands in the address
        try:
            response = self._client.request(method, path, **options)
        except httpx.HTTPError as error:
            raise ApiError(f"{self.url} cannot be reached: {error}", AWAY) from error
        check(response)
        found: dict[str, Any] = response.json()
        return found


def check(response: httpx.Response) -> None:
    """Raises ApiError in the words of the problem that was answered."""
    if response.is_success:
        return
    if not response.headers.get("content-type", "").startswith("application/problem+json"):
        raise ApiError(f"{response.url} answered {response.status_code}: is this Coulisse?", AWAY)
    problem = response.json()
    lines = [f"{problem['detail']} ({response.status_code} {problem['code']})"]
    for fault in problem["errors"]:
        place = fault.get("pointer") or fault.get("parameter") or ""
        lines.append(f"  {place}: {fault['detail']} {fault['remedy']}".replace("  : ", "  "))
    raise ApiError("\n".join(lines), _exit_code(response.status_code))


def _exit_code(status: int) -> int:
    if status in (401, 403):
        return UNKNOWN_CALLER
    return AWAY if status >= 500 else REFUSED


def on_terminal() -> bool:
    """Whether a person reads: then tables and colours, else JSON."""
    return sys.stdout.isatty()
