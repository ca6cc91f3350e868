"""What a shape accepts, as JSON Schema (draft 2020-12), for those who build forms or check before they send."""

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import Schema, fields

from gateway.schemas.composed import Answers, Items, Part
from gateway.schemas.explained import Amount, Choice, Day, Instant, Text, Whole
from services.intake.queries.case_types import AMOUNT, MOST_CHARACTERS, Ask

DATE = r"^\d{4}-\d{2}-\d{2}$"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

_PLAIN: Mapping[type[Any], dict[str, str]] = {
    Text: {"type": "string"},
    Choice: {"type": "string"},
    Amount: {"type": "string"},
    Whole: {"type": "integer"},
    Day: {"type": "string", "format": "date"},
    Instant: {"type": "string", "format": "date-time"},
    Answers: {"type": "object"},
}


def object_schema(shape: Schema, titles: Mapping[str, str]) -> dict[str, Any]:
    """The schema of an object; titles: of fields, by name."""
    properties = {}
    for name, field in shape.fields.items():
        described = _field_schema(field, titles)
        if name in titles:
            described["title"] = titles[name]
        if not field.required and isinstance(field.load_default, str):
            described["default"] = field.load_default
        properties[name] = described
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name, field in shape.fields.items() if field.required],
        "additionalProperties": False,
    }


def _field_schema(field: fields.Field[Any], titles: Mapping[str, str]) -> dict[str, Any]:
    if isinstance(field, Part):
        return object_schema(field.schema, titles)
    if isinstance(field, Items):
        return {"type": "array", "items": _field_schema(field.inner, titles), **_limits(field)}
    for kind, described in _PLAIN.items():
        if isinstance(field, kind):
            return described | _limits(field)
    raise TypeError(f"{type(field).__name__} has no JSON Schema")


def _limits(field: fields.Field[Any]) -> dict[str, Any]:
    """What the field says of itself; an `example` is none of JSON Schema's words."""
    return {
        ("examples" if name == "example" else name): ([value] if name == "example" else value)
        for name, value in field.metadata.items()
    }


def asks_schema(asks: Iterable[Ask], language: str) -> dict[str, Any]:
    """The schema of the answers to what a case type asks. All are texts; choices have a title each."""
    known = tuple(asks)
    return {
        "type": "object",
        "properties": {ask.name: _ask_schema(ask, language) for ask in known},
        "required": [ask.name for ask in known if ask.required],
        "additionalProperties": False,
    }


def _ask_schema(ask: Ask, language: str) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "string", "title": ask.title.said(language)}
    if ask.kind == "text":
        return found | {"minLength": 1, "maxLength": MOST_CHARACTERS, "pattern": r"\S"}
    if ask.kind == "date":
        return found | {"format": "date", "pattern": DATE}
    if ask.kind == "amount":
        return found | {"pattern": f"^{AMOUNT}$", "examples": ["12.50"]}
    choices = [{"const": name, "title": title.said(language)} for name, title in ask.choices.items()]
    return found | {"enum": list(ask.choices), "oneOf": choices}
