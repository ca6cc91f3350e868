"""Sending everything again that one subscription missed since some time, in pieces of bounded size."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from services.notifications.domain.delivery import first_id_at
from shared.contracts.decision import NOTHING, Decision, Effect, Key, Known, Moment, Need
from shared.contracts.subscriptions import NoteRedelivered, RedeliverFailed

DESTINATION = "redelivery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Redelivery:
    """pieces: how many were worked through; asked: deliveries that are sent again by them; after: id of the last of
    those; failure: why it ended early, empty otherwise."""

    id: str
    tenant: str
    client: str
    subscription: str
    since: datetime
    until: datetime
    started_at: datetime
    state: Literal["running", "done", "failed"] = "running"
    pieces: int = 0
    asked: int = 0
    after: str = ""
    failure: str = ""
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindFailed:
    """Effect: find the next piece of what was given up. owner, target: client and subscription, under names by which
    no list of deliveries finds this effect; after, until: ids of deliveries, both excluded."""

    redelivery: str
    owner: str
    target: str
    piece: int
    after: str
    until: str


def needed(message: RedeliverFailed | NoteRedelivered, _moment: Moment) -> Iterable[Need]:
    return (Key(Redelivery, message.redelivery),)


def begin(message: RedeliverFailed, known: Known, moment: Moment) -> Decision:
    """Begin with the oldest; what fails from now on is not this redelivery's."""
    if known.get(Redelivery, message.redelivery) is not None:
        return NOTHING
    begun = Redelivery(
        id=message.redelivery,
        tenant=moment.tenant,
        client=message.client,
        subscription=message.subscription,
        since=message.since,
        until=message.until,
        started_at=moment.now,
        after=first_id_at(message.since),
    )
    return Decision(save=(begun,), effects=(_next(begun, moment),))


def note(message: NoteRedelivered, known: Known, moment: Moment) -> Decision:
    """Count the piece, once, and go on with the next."""
    before = known.get(Redelivery, message.redelivery)
    if before is None or before.state != "running" or message.piece != before.pieces + 1:
        return NOTHING
    after = replace(
        before, pieces=message.piece, asked=before.asked + message.asked, after=message.after or before.after
    )
    if not message.finished:
        return Decision(save=(after,), effects=(_next(after, moment),))
    state: Literal["done", "failed"] = "failed" if message.failure else "done"
    ended = replace(after, state=state, failure=message.failure, finished_at=moment.now)
    return Decision(save=(ended,))


def _next(redelivery: Redelivery, moment: Moment) -> Effect:
    piece = redelivery.pieces + 1
    what = FindFailed(
        redelivery=redelivery.id,
        owner=redelivery.client,
        target=redelivery.subscription,
        piece=piece,
        after=redelivery.after,
        until=first_id_at(redelivery.until),
    )
    return Effect(f"{redelivery.id}/{piece}", DESTINATION, what, moment.now)
