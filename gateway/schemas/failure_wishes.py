"""What is wanted of failed messages: which ones, and what is to be done with them."""

from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from gateway.schemas.composed import Items
from gateway.schemas.explained import Choice, Shape, Text, an_id, distinct, refuse
from gateway.schemas.paging import Page
from gateway.schemas.shape import made
from shared.contracts.failures import MOST_IN_ORDER, MOST_NOTE
from shared.contracts.services import SERVICES

STATES = ("failed", "retried", "resolved", "archived")
_ID = r"[a-z]+\.[A-Za-z0-9_\-]{1,64}"


def a_failure(**options: Any) -> Text:
    """The id of a failed message, or of a group of them."""
    return Text(80, pattern=_ID, wanted="an id that this API has given out", **options)


class JsonObject(fields.Field[dict[str, Any]]):
    """Any JSON object."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.metadata = {"type": "object"} | dict(self.metadata)

    def make_error(self, key: str, **_: Any) -> ValidationError:
        return made(key)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise refuse("wrong_type", "An object is expected here.", "Send a JSON object.")
        return value


class FailureList(Page):
    """By state, service, group, and what the messages are about."""

    state = Choice(*STATES, load_default="failed")
    service = Choice(*SERVICES)
    group = a_failure()
    case = an_id("case")


class FailureGroupList(Page):
    """By state and service."""

    state = Choice(*STATES, load_default="failed")
    service = Choice(*SERVICES)


class EditList(Page):
    """By state."""

    state = Choice("proposed", "approved", "rejected", "sent", "outdated")


class _Selection(Shape):
    """Either some failed messages, or all of a group that are in a state now."""

    failures = Items(a_failure(), least=1, most=MOST_IN_ORDER)
    group = a_failure()
    state = Choice("failed", "archived", load_default="failed")
    note = Text(MOST_NOTE)

    @validates_schema
    def names_one_of_them(self, data: dict[str, Any], **_: Any) -> None:
        """Exactly one of the two ways, and no message twice."""
        if ("failures" in data) == ("group" in data):
            raise refuse(
                "one_of_two", "Name failures or a group, one of the two.", "Send failures, or else group."
            )
        distinct(data.get("failures", ()), "failures")


class RetryWish(_Selection):
    """What is to be retried. The set is fixed with this request: what fails later is not among it."""


class MarkWish(_Selection):
    """archive: put out of sight; restore: bring back what is archived; note: say something about them. Notes name no
    persons."""

    deed = Choice("archive", "restore", "note", required=True)

    @validates_schema
    def notes_say_something(self, data: dict[str, Any], **_: Any) -> None:
        """A note without words is a mistake."""
        if data.get("deed") == "note" and not data.get("note"):
            raise refuse("required", "A note needs words.", "Send them in note.")


class EditWish(Shape):
    """message: the whole message as it should have been, with its attributes unchanged; reason: why, without names of
    persons."""

    message = JsonObject(required=True)
    reason = Text(MOST_NOTE, required=True)


class EditDecision(Shape):
    """Whether a proposed edit is sent."""

    decision = Choice("approve", "reject", required=True)
    note = Text(MOST_NOTE)


class DryRunWish(Shape):
    """edit: try the body that this edit proposes instead of the message's own."""

    edit = an_id("edt")
