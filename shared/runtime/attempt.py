"""One attempt at an effect: from what was leased to an effort, from a performer's result to what is kept of it."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from shared.contracts.message import Message
from shared.persistence.effect_port import LeasedEffect
from shared.persistence.mapping import from_plain
from shared.runtime.performing import Done, Effort, GivenUp, Performer, Result, TryAgain
from shared.telemetry.trace_context import calling

log = structlog.get_logger(__name__)


def effort_of(effect: LeasedEffect, performer: Performer[Any], now: datetime) -> Effort[Any]:
    """Raises msgspec.ValidationError when what is stored no longer fits the performer's class."""
    what = effect.what
    return Effort(
        id=effect.id,
        what=what if type(what) is performer.kind else from_plain(what, performer.kind),
        tenant=effect.tenant,
        subject=effect.subject,
        destination=effect.destination,
        attempt=effect.tries + 1,
        now=now + effect.ahead,
        traceparent=calling(effect.traceparent, effect.id, effect.tries + 1),
    )


def performed(performer: Performer[Any], effects: Sequence[LeasedEffect], now: datetime) -> Sequence[Result]:
    """One result for each effect, whatever the performer does.

    What used up its schedule without coming back (its worker died or hung each time) is not begun again, since it may
    be what kills the workers.
    """
    fresh = [effect for effect in effects if _tries(effect) <= len(performer.delays)]
    results = iter(_performed(performer, fresh, now) if fresh else ())
    used_up = TryAgain("its worker died or hung")
    return [next(results) if _tries(effect) <= len(performer.delays) else used_up for effect in effects]


def _tries(effect: LeasedEffect) -> int:
    """As its schedule counts them."""
    return effect.tries - effect.spared


def _performed(performer: Performer[Any], effects: Sequence[LeasedEffect], now: datetime) -> Sequence[Result]:
    try:
        efforts = [effort_of(effect, performer, now) for effect in effects]
        results = performer.perform(efforts)
    except Exception as error:
        log.exception("effect.raised", kind=performer.kind.__name__)
        return [TryAgain(f"{type(error).__name__} in the performer")] * len(effects)
    if len(results) != len(efforts):
        log.error("effect.miscounted", kind=performer.kind.__name__)
        return [TryAgain("the performer did not answer for each effort")] * len(effects)
    return results


def _told_when_exhausted(
    performer: Performer[Any], effort: Effort[Any], why: str
) -> tuple[Message, ...] | None:
    """The messages for an effect that is given up, or None when the performer could not say them now."""
    try:
        return performer.exhausted(effort, why)
    except Exception:
        log.exception("effect.raised", kind=performer.kind.__name__)
        return None


def settled(
    performer: Performer[Any], effort: Effort[Any], result: Result, spared: int = 0
) -> tuple[str, datetime | None, str, str, tuple[Message, ...]]:
    """State, next due time, outcome, note and messages after one attempt; spared: attempts that do not count."""
    counted = effort.attempt - spared
    match result:
        case Done(send, note):
            return "done", None, "done", note, send
        case GivenUp(why, send):
            return "given_up", None, "given_up", why, send
        case TryAgain(why, after):
            if counted > len(performer.delays):
                told = _told_when_exhausted(performer, effort, why)
                if told is not None:
                    return "given_up", None, "exhausted", why, told
            planned = (
                performer.delays[max(1, min(counted, len(performer.delays))) - 1]
                if performer.delays
                else after
            )
            wait = after or (planned or timedelta(seconds=1)) * random.uniform(0.9, 1.2)
            return "due", effort.now + wait, "failed", why, ()
