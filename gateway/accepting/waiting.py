"""`Prefer: wait=N` (RFC 7240, section 4.3): the outcome of a command instead of the news that it was accepted."""

import re
import time
from typing import Any

import pymongo
from flask import Response, g, request
from pymongo.errors import PyMongoError

from gateway.accepting import operations
from gateway.answering import showing
from gateway.house import here
from gateway.refusing.problems import Fault, Problem
from gateway.refusing.problems import response as problem_response

MOST_SECONDS = 5
_PAUSES = (0.01, 0.02, 0.03, 0.05)
_LONGEST_PAUSE = 0.1
_LOOK_SECONDS = 1.0
_WAIT = re.compile(r"\s*wait\s*=\s*\"?([0-9]{1,9})\"?\s*(?:;.*)?", re.IGNORECASE)


def announce(response: Response, operation: str) -> None:
    """Link to the operation (relation `status`, RFC 8631), and note it for `outcome_or`."""
    response.headers.add("Link", f'</v1/operations/{operation}>; rel="status"')
    g.operation = operation


def outcome_or(response: Response) -> Response:
    """The outcome of the command just accepted, when the caller prefers to wait for it and it comes in time: 200 and
    the operation, or the problem that it was refused with. Otherwise `response`."""
    seconds = _preferred(request.headers.getlist("Prefer"))
    operation = g.get("operation")
    if not seconds or operation is None or response.status_code != 202:
        return response
    seats = here().waiting_seats
    if not seats.acquire(blocking=False):
        return response
    try:
        found = _finished(operation, time.monotonic() + seconds)
    finally:
        seats.release()
    return response if found is None else _told(found, response, seconds)


def _preferred(given: list[str]) -> int:
    """Seconds to wait; the first preference of a kind counts (RFC 7240, section 2)."""
    for preference in ",".join(given).split(","):
        if match := _WAIT.fullmatch(preference):
            return min(int(match[1]), MOST_SECONDS)
    return 0


def _finished(id: str, until: float) -> dict[str, Any] | None:
    house, caller, looked = here(), g.caller, 0
    while True:
        try:
            with pymongo.timeout(_LOOK_SECONDS):
                found = operations.operation(house, caller, id)
        except PyMongoError:
            return None
        if found is None or found["status"] != "pending":
            return found
        pause = _PAUSES[looked] if looked < len(_PAUSES) else _LONGEST_PAUSE
        if time.monotonic() + pause > until:
            return None
        looked += 1
        time.sleep(pause)


def _told(found: dict[str, Any], accepted: Response, seconds: int) -> Response:
    address = f"/v1/operations/{found['id']}"
    told = problem_response(_problem(found)) if found["status"] == "refused" else showing.one(found)
    for name in ("Location", "Link", "Idempotency-Replayed"):
        if name in accepted.headers:
            told.headers[name] = accepted.headers[name]
    if found["status"] != "refused":
        told.headers["Content-Location"] = address
    told.headers["Preference-Applied"] = f"wait={seconds}"
    return told


def _problem(found: dict[str, Any]) -> Problem:
    error = found["error"]
    status, code = (412, "precondition_failed") if error["code"] == "version_mismatch" else (409, "refused")
    fault = Fault(error["code"], error["detail"], error["remedy"], error.get("pointer"))
    return Problem(status, code, error["detail"], (fault,))
