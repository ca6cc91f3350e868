"""One call of a performer: leased effects in, what is to be kept of each out. Runs on a thread of its own."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from structlog.contextvars import bound_contextvars

from shared.contracts.codec import Envelope, OutgoingRow, outgoing
from shared.contracts.message import Message
from shared.contracts.quick import quick
from shared.persistence.effect_port import Finished, LeasedEffect
from shared.runtime.attempt import effort_of, performed, settled
from shared.runtime.clock import Clock
from shared.runtime.fair_share import Place
from shared.runtime.performing import Performer, Result, TryAgain
from shared.telemetry.trace_context import calling, place_of, well_formed

log = structlog.get_logger(__name__)

_UNTOLD_REST = timedelta(seconds=60)


@quick
@dataclass(frozen=True, slots=True)
class Call:
    """Leased effects of one kind for one destination, to be performed together under one token."""

    service: str
    performer: Performer[Any]
    place: Place
    token: str
    effects: list[LeasedEffect]


@quick
@dataclass(frozen=True, slots=True)
class Ended:
    """What came of a call. failed: no effort of it succeeded."""

    call: Call
    finished: list[Finished]
    failed: bool


def perform(call: Call, clock: Clock, seconds: Callable[[], float] = time.perf_counter) -> Ended:
    """Whatever happens in here, the call comes back with one outcome for each of its effects."""
    began, started_at = seconds(), clock()
    with bound_contextvars(**_named(call)):
        results = performed(call.performer, call.effects, started_at)
    took_ms = int((seconds() - began) * 1000)
    now = clock()
    finished = [
        _kept(call, effect, result, started_at, took_ms, now)
        for effect, result in zip(call.effects, results, strict=True)
    ]
    return Ended(call, finished, failed=all(isinstance(result, TryAgain) for result in results))


def _named(call: Call) -> dict[str, str]:
    """For every line that is logged meanwhile: what it is about."""
    named = {"effect_kind": call.place.kind}
    if len(call.effects) == 1:
        (effect,) = call.effects
        named |= {"effect": effect.id, "case": effect.subject, "tenant": effect.tenant}
        if well_formed(effect.traceparent):
            named["trace"] = place_of(effect.traceparent).trace
    return named


def _kept(
    call: Call, effect: LeasedEffect, result: Result, started_at: datetime, took_ms: int, now: datetime
) -> Finished:
    """The outcome of one effect; one that cannot be told (a bug in what tells of it) is tried again later."""
    rows: tuple[OutgoingRow, ...] = ()
    try:
        effort = effort_of(effect, call.performer, started_at)
        state, due_at, outcome, note, messages = settled(call.performer, effort, result, effect.spared)
        rows = tuple(_row(call, effect, message, place, now) for place, message in enumerate(messages))
    except Exception as error:
        log.exception("effect.untold", kind=call.place.kind, effect=effect.id)
        state, due_at, outcome = "due", started_at + effect.ahead + _UNTOLD_REST, "failed"
        note = f"{type(error).__name__}: its outcome could not be told"
    return Finished(
        effect.id, call.token, state, due_at, outcome, note, started_at + effect.ahead, took_ms, rows
    )


def _row(call: Call, effect: LeasedEffect, message: Message, place: int, now: datetime) -> OutgoingRow:
    cause = Envelope(
        specversion="1.0",
        id=f"{effect.id}|{effect.cause_id}",
        source=f"coulisse/{call.service}",
        type="effect",
        subject=effect.subject,
        time=now,
        tenant=effect.tenant,
        correlationid=effect.correlation,
        traceparent=calling(effect.traceparent, effect.id, effect.tries + 1),
    )
    return outgoing(
        message,
        source=call.service,
        tenant=effect.tenant,
        lane=effect.lane,
        now=now,
        cause=cause,
        label=str(place),
    )
