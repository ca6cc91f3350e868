"""What a shape accepts, as JSON Schema (draft 2020-12), for those who build forms or check before they send."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields

from gateway.schemas.explained import Amount, Choice, Day, Instant, Items, Part, Text, Whole

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_PLAIN: Mapping[type[Any], dict[str, str]] = {
    Text: {"type": "string"},
    Choice: {"type": "string"},
    Amount: {"type": "string"},
    Whole: {"type": "integer"},
    Day: {"type": "string", "format": "date"},
    Instant: {"type": "string", "format": "date-time"},
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
