"""Calls to an ERP over HTTP: kept-alive connections, time limits, and never more of an answer than is
sane."""

import json
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import quote

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from shared.telemetry.trace_context import trace_headers

CONNECT_SECONDS = 3.0
LARGEST_ANSWER = 1_000_000
"""Bytes; a hundred answers need a tenth of it."""


class UnreachedError(Exception):
    """No connection came about: the ERP has seen nothing of the call."""


class UnknownOutcomeError(Exception):
    """The call was sent and no usable answer came back: it may have been carried out."""


@dataclass(frozen=True, slots=True)
class Answer:
    """retry_after: that header as it came, empty without one."""

    status: int
    body: bytes
    retry_after: str


class ErpHttp:
    """One ERP's entries, behind a pool of connections that threads may share."""

    def __init__(self, url: str, token: str, connections: int = 4) -> None:
        self._url = url
        headers = {"Accept": "application/json", "User-Agent": "Coulisse"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self._pool = urllib3.PoolManager(num_pools=1, maxsize=connections, headers=headers, retries=False)

    def send(self, entries: list[dict[str, Any]], seconds: float, traceparent: str = "") -> Answer:
        """POST /entries. traceparent: the trace of the first of them, empty for none.

        Raises UnreachedError or UnknownOutcomeError."""
        body = json.dumps({"entries": entries}, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {**self._pool.headers, "Content-Type": "application/json", **trace_headers(traceparent)}
        if len(entries) == 1:
            headers["Idempotency-Key"] = str(entries[0]["idempotency_key"])
        return self._call("POST", f"{self._url}/entries", seconds, body, headers)

    def ask(self, key: str, seconds: float, traceparent: str = "") -> Answer:
        """GET /entries/{key}. Raises UnreachedError or UnknownOutcomeError."""
        headers = {**self._pool.headers, **trace_headers(traceparent)}
        return self._call("GET", f"{self._url}/entries/{quote(key, safe='')}", seconds, None, headers)

    def _call(
        self, method: str, url: str, seconds: float, body: bytes | None, headers: dict[str, str] | None
    ) -> Answer:
        timeout = urllib3.Timeout(total=seconds, connect=min(CONNECT_SECONDS, seconds))
        try:
            response = self._pool.request(
                method,
                url,
                body=body,
                headers=headers,
                timeout=timeout,
                redirect=False,
                preload_content=False,
            )
            try:
                content = _content(response, monotonic() + seconds)
            finally:
                _give_back(response)
        except (NewConnectionError, ConnectTimeoutError) as error:
            raise UnreachedError(type(error).__name__) from error
        except (HTTPError, OSError) as error:
            raise UnknownOutcomeError(type(error).__name__) from error
        return Answer(response.status, content, response.headers.get("Retry-After", ""))


def _content(response: urllib3.BaseHTTPResponse, ends: float) -> bytes:
    """The body, read piece by piece: time limits of sockets start anew with every byte that trickles in."""
    content = bytearray()
    while piece := response.read1(65_536):
        content += piece
        if len(content) > LARGEST_ANSWER:
            raise UnknownOutcomeError(f"an answer of more than {LARGEST_ANSWER} bytes")
        if monotonic() > ends:
            raise UnknownOutcomeError("an answer that does not end in time")
    return bytes(content)


def _give_back(response: urllib3.BaseHTTPResponse) -> None:
    """A connection whose answer was read to its end serves again; any other is closed."""
    if response.length_remaining:
        response.close()
    response.release_conn()
