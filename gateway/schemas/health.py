"""How the platform is."""

from typing import Any

from marshmallow import fields, validates_schema

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.explained import Instant, Shape
from gateway.schemas.since_until import check_order

_STATES = ("ok", "degraded", "down")


def _number(description: str) -> fields.Float:
    return fields.Float(required=True, metadata={"description": description})


class Process(Answer):
    """A process that lives, as it said last."""

    host = shown.words(example="intake-7d9f")
    version = shown.words(example="1.4.0")
    started_at = shown.instant()
    seconds_ago = _number("Since it was heard of.")
    messages_per_second = _number("Lately.")
    batch_size = _number("Messages in a batch, on average, lately.")
    lag_seconds = _number("The longest time from a message's sending to its handling, lately.")
    queues = shown.texts("It was served from these lately.")


class HealthPart(Answer):
    """A service, the gateway, the live stream, the broker or the database."""

    name = shown.words(example="logistics")
    state = shown.one_of(*_STATES)
    reasons = shown.texts("Why it is not well, in the reader's language.")
    processes = shown.several(Process)
    waiting = shown.whole("Messages in its queues; null where nobody could look.", null=True)
    oldest_seconds = _number("For so long at least the oldest message or call to a partner has waited.")
    outbox = shown.whole("Commits whose messages have waited for more than five seconds to go out.")
    effects_due = shown.whole("Calls to partners that are more than five seconds late.")
    failed = shown.whole("Messages in its failed store.")
    partners_at_rest = shown.whole("Partners that kept failing and are left alone.")


class PlatformHealth(Answer):
    """The platform is down when a part of it is."""

    state = shown.one_of(*_STATES)
    as_of = shown.instant()
    parts = shown.several(HealthPart)


class HealthChange(Answer):
    """The state of a part changed."""

    at = shown.instant()
    part = shown.words(example="logistics")
    state = shown.one_of(*_STATES)
    before = shown.one_of(*_STATES, description="Null at the first look.", null=True)
    reasons = shown.texts("Why, in the reader's language.")


class HealthPeriod(Shape):
    """since: from this instant on, by default the last day; until: before this one, by default now."""

    since = Instant()
    until = Instant()

    @validates_schema
    def in_order(self, data: dict[str, Any], **_: Any) -> None:
        """Nothing lies between an end and what comes after it."""
        check_order(data, "since", "until")
