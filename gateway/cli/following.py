"""The live stream for the command line: comes back by itself, and misses nothing."""

import json
import time
from collections.abc import Iterator
from typing import Any

import httpx

from gateway.cli.api import AWAY, Api, ApiError, check

_READ_SECONDS = 60.0
"""Longer than the heartbeats are apart."""
_TRIES = 5


def events(api: Api, query: dict[str, Any], after: str = "") -> Iterator[dict[str, Any]]:
    """What comes, in order and each once, until the reader stops. Raises ApiError after some tries without success."""
    address, last_id, failures = f"{api.url}/v1/events/stream", after, 0
    while True:
        headers = api.headers | ({"Last-Event-ID": last_id} if last_id else {})
        try:
            with httpx.stream(
                "GET", address, params=query, headers=headers, timeout=_READ_SECONDS
            ) as response:
                if response.status_code == httpx.codes.MISDIRECTED_REQUEST and "alternate" in response.links:
                    address = response.links["alternate"]["url"]
                    continue
                if not response.is_success:
                    response.read()
                    check(response)
                failures = 0
                for place, event in _blocks(response, last_id):
                    last_id = place
                    if event is not None:
                        yield event
        except httpx.HTTPError as error:
            failures += 1
            if failures >= _TRIES:
                raise ApiError(f"{address} cannot be reached: {error}", AWAY) from error
        time.sleep(min(0.2 * 2**failures, 5.0))


def _blocks(response: httpx.Response, last_id: str) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Each block of server-sent events: the place in the log, and the event if there is one."""
    kind, data = "", ""
    for line in response.iter_lines():
        name, _, value = line.partition(": ")
        if name == "id":
            last_id = value
        elif name == "event":
            kind = value
        elif name == "data":
            data = value
        elif not line:
            yield last_id, json.loads(data) if data and not kind else None
            kind, data = "", ""
