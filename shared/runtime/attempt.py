"""One attempt at an effect: from its document to an effort, from a performer's result to what is kept of it."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from shared.contracts.message import Message
from shared.persistence.mapping import from_plain
from shared.runtime.performing import Done, Effort, GivenUp, Performer, Result, TryAgain

log = structlog.get_logger(__name__)


def effort_of(document: dict[str, Any], performer: Performer[Any], now: datetime) -> Effort[Any]:
    return Effort(
        id=document["_id"],
        what=from_plain(document["what"], performer.kind),
        tenant=document["tenant"],
        subject=document["subject"],
        destination=document["destination"],
        attempt=document["tries"] + 1,
        now=now,
    )


def performed(
    performer: Performer[Any], documents: Sequence[dict[str, Any]], now: datetime
) -> Sequence[Result]:
    """One result for each effect, whatever the performer does.

    What used up its schedule without coming back (its worker died or hung each time) is not begun again, since it may
    be what kills the workers.
    """
    fresh = [document for document in documents if document["tries"] <= len(performer.delays)]
    results = iter(_performed(performer, fresh, now) if fresh else ())
    used_up = TryAgain("its worker died or hung")
    return [
        next(results) if document["tries"] <= len(performer.delays) else used_up for document in documents
    ]


def _performed(
    performer: Performer[Any], documents: Sequence[dict[str, Any]], now: datetime
) -> Sequence[Result]:
    try:
        efforts = [effort_of(document, performer, now) for document in documents]
        results = performer.perform(efforts)
    except Exception as error:
        log.exception("effect.raised", kind=performer.kind.__name__)
        return [TryAgain(f"{type(error).__name__} in the performer")] * len(documents)
    if len(results) != len(efforts):
        log.error("effect.miscounted", kind=performer.kind.__name__)
        return [TryAgain("the performer did not answer for each effort")] * len(documents)
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
    performer: Performer[Any], effort: Effort[Any], result: Result, counted: bool
) -> tuple[str, datetime | None, str, str, tuple[Message, ...]]:
    """State, next due time, outcome, note and messages after one attempt."""
    match result:
        case Done(send, note):
            return "done", None, "done", note, send
        case GivenUp(why, send):
            return "given_up", None, "given_up", why, send
        case TryAgain(why, after):
            if counted and effort.attempt > len(performer.delays):
                told = _told_when_exhausted(performer, effort, why)
                if told is not None:
                    return "given_up", None, "exhausted", why, told
            planned = (
                performer.delays[min(effort.attempt, len(performer.delays)) - 1]
                if performer.delays
                else after
            )
            wait = after or (planned or timedelta(seconds=1)) * random.uniform(0.9, 1.2)
            return "due", effort.now + wait, "failed", why, ()
