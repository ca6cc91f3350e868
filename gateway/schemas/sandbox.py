"""The clock of a sandbox."""

from typing import Any

from marshmallow import validates_schema

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.explained import Instant, Shape, Whole, refuse
from shared.persistence.sandbox_clocks import MOST_AHEAD

MOST_SECONDS = int(MOST_AHEAD.total_seconds())


class ClockStep(Shape):
    """How far to go: `seconds` from the sandbox's present, or `to` an instant, up to the next whole second."""

    seconds = Whole(1, MOST_SECONDS)
    to = Instant()

    @validates_schema
    def says_one(self, data: dict[str, Any], **_: Any) -> None:
        """Two answers to one question may differ."""
        if len(data) != 1:
            raise refuse("one_of", "One of seconds and to is expected.", "Give either seconds or to.")


class SandboxReset(Answer):
    """A sandbox that was begun anew: what was before can no longer be reached."""

    generation = shown.whole("How many sandboxes this organisation has had.")
    began_at = shown.instant()


class SandboxClock(Answer):
    """What time it is in the sandbox."""

    now = shown.instant("The sandbox's time.")
    ahead_seconds = shown.whole("How far it is ahead of the real time.")
    most_ahead_seconds = shown.whole("How far it can be, in all.")
