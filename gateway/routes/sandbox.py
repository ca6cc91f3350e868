"""The sandbox's own clock, which can be put forward, so that what takes days can be tried at once."""

from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil

from flask import Response, request

from gateway.accepting import idempotency
from gateway.accepting.handing_over import now
from gateway.access import scopes
from gateway.access.callers import sandbox_of
from gateway.access.sandboxes import Begun
from gateway.answering import showing
from gateway.endpoints import Call, Endpoints, Route
from gateway.examples import CLOCK_STEP
from gateway.house import here
from gateway.refusing.problems import Fault, Problem, invalid, unavailable
from gateway.schemas.sandbox import MOST_SECONDS, ClockStep, SandboxClock, SandboxReset
from shared.persistence.clock_port import ON_TIME

_TRIES = 5
"""Others may begin anew at the same moment; each request leads to a sandbox of its own."""
ROUTES = Endpoints("sandbox", "Trials, for test keys: the sandbox's own clock, and beginning anew.")


@ROUTES.add(
    Route(
        method="GET",
        path="/sandbox/clock",
        scope=scopes.SANDBOX_CONTROL,
        summary="Read what time it is in the sandbox; for test keys",
        answer=SandboxClock,
    )
)
def read_clock(call: Call) -> Response:
    _check_sandbox(call)
    return _told(now(), here().clocks.ahead(call.caller.tenant))


@ROUTES.add(
    Route(
        method="POST",
        path="/sandbox/clock/advance",
        scope=scopes.SANDBOX_CONTROL,
        summary="Put the sandbox's clock forward: what falls due until then happens now; for test keys",
        answer=SandboxClock,
        body=ClockStep(),
        makes=True,
        example=CLOCK_STEP,
    )
)
def advance_clock(call: Call) -> Response:
    _check_sandbox(call)
    at, tenant, clocks = now(), call.caller.tenant, here().clocks
    # Asked for again after its answer was lost, a step is not taken again, and what it led to is no longer ahead.
    if not clocks.has_taken(tenant, call.request_id):
        clocks.advance(tenant, _step(call, at + clocks.ahead(tenant)), call.request_id)
        if not clocks.has_taken(tenant, call.request_id):
            raise invalid(_too_far(call))
    return _told(at, clocks.ahead(tenant))


@ROUTES.add(
    Route(
        method="POST",
        path="/sandbox/reset",
        scope=scopes.SANDBOX_CONTROL,
        summary="Begin anew with an empty sandbox, on time; for test keys",
        answer=SandboxReset,
        more={"parameters": ["IDEMPOTENCY_KEY"]},
    )
)
def reset_sandbox(call: Call) -> Response:
    _check_sandbox(call)
    key = request.headers.get(idempotency.HEADER)
    # Under the organisation's name: the request that is made again comes from the sandbox that it led to.
    side = replace(call.caller, tenant=call.caller.side)
    begun = _begun_anew(call.caller.owner, idempotency.request_id(side, "POST", request.path, key))
    response = showing.one({"generation": begun.generation, "began_at": begun.at})
    if begun.again:
        response.headers[idempotency.REPLAYED] = "true"
    return response


def _begun_anew(owner: str, request_id: str) -> Begun:
    sandboxes, at = here().sandboxes, now()
    for _ in range(_TRIES):
        if (before := sandboxes.begun(owner, request_id)) is not None:
            return before
        present = sandboxes.generation(owner)
        # Silent first: a death in between leaves a sandbox that calls nobody until this request is made again.
        here().clocks.end(sandbox_of(owner, present), at)
        if sandboxes.begin(owner, present, request_id, at):
            return Begun(present + 1, at, again=False)
    raise unavailable()


def _step(call: Call, sandbox_now: datetime) -> timedelta:
    if "seconds" in call.body:
        return timedelta(seconds=call.body["seconds"])
    step = timedelta(seconds=ceil((call.body["to"] - sandbox_now).total_seconds()))
    if step <= ON_TIME:
        fault = Fault(
            "in_the_past",
            "In the sandbox this instant has passed.",
            "Give a later one; the clock only goes forward.",
            "/to",
        )
        raise invalid(fault)
    if step.total_seconds() > MOST_SECONDS:
        raise invalid(_too_far(call))
    return step


def _too_far(call: Call) -> Fault:
    return Fault(
        "too_far",
        "The sandbox's clock would be more than {days} days ahead of the real time.",
        "Go less far, or use a sandbox of another organisation.",
        "/seconds" if "seconds" in call.body else "/to",
        values={"days": MOST_SECONDS // 86_400},
    )


def _check_sandbox(call: Call) -> None:
    """Live time passes by itself."""
    if not call.caller.sandbox:
        raise Problem(403, "sandbox_only", "This is for test keys alone: live data has no clock of its own.")


def _told(at: datetime, ahead: timedelta) -> Response:
    seconds = int(ahead.total_seconds())
    return showing.one({"now": at + ahead, "ahead_seconds": seconds, "most_ahead_seconds": MOST_SECONDS})
