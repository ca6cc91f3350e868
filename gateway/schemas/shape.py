"""What all bodies and queries have in common: how they refuse, and that they refuse what they do not know.

Marshmallow passes what it is given through to its error messages, so it is given `Fault`s.
"""

from collections.abc import Collection
from typing import Any

from marshmallow import Schema, ValidationError

from gateway.languages import text
from gateway.refusing.problems import Fault

_REASONS: dict[str, tuple[str, str]] = {
    "required": (text("This field is missing."), text("Add it.")),
    "null": (text("This field is null."), text("Give a value, or leave the field out.")),
    "invalid": (text("This value has the wrong type."), text("See the schema in /v1/openapi.json.")),
    "type": (text("An object is expected here."), text("Send a JSON object.")),
}


def refuse(code: str, detail: str, remedy: str, **values: object) -> ValidationError:
    """What a field or schema raises: one fault. The texts are constant; `{name}` stands for one of `values`."""
    return ValidationError([Fault(code, detail, remedy, values=values)])


def made(key: str) -> ValidationError:
    """What a field raises for one of marshmallow's own reasons."""
    detail, remedy = _REASONS.get(key, _REASONS["invalid"])
    return refuse("wrong_type" if key in {"invalid", "type"} else key, detail, remedy)


class Shape(Schema):
    """Base of all bodies and queries: unknown fields are refused."""

    error_messages: dict[str, Any] = {  # noqa: RUF012 - as marshmallow has it
        "unknown": [
            Fault("unknown_field", "There is no such field here.", "Remove it, or correct its name.")
        ],
        "type": [Fault("wrong_type", "An object is expected here.", "Send a JSON object.")],
    }


def distinct(values: Collection[Any], pointer: str) -> None:
    """Refuses a list of `values` in which one stands twice."""
    if len(set(values)) != len(values):
        raise ValidationError(
            {pointer: [Fault("repeated", "One item stands here twice.", "Send each once.")]}
        )
