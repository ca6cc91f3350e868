"""Fields of answers, as the OpenAPI document shows them."""

from typing import Any

from marshmallow import Schema, fields

from gateway.schemas.answers import ListAnswer, PageAnswer

_AMOUNT = {"pattern": r"^-?[0-9]+(\.[0-9]+)?$", "example": "611.52"}


def words(
    description: str = "",
    *,
    example: Any = None,
    null: bool = False,
    data_key: str | None = None,
    **more: Any,
) -> fields.String:
    """A text that is always there, though it may be null. data_key: its name, where that is a word of Python."""
    return fields.String(
        required=True, allow_none=null, data_key=data_key, metadata=_said(description, example) | more
    )


def one_of(*choices: str, description: str = "", null: bool = False) -> fields.String:
    """One of a few words; further ones may come."""
    values = [*choices, None] if null else list(choices)
    return fields.String(
        required=True, allow_none=null, metadata=_said(description, choices[0]) | {"enum": values}
    )


def amount(description: str = "", *, null: bool = False) -> fields.String:
    """A decimal number as a text."""
    return fields.String(required=True, allow_none=null, metadata=_said(description, None) | _AMOUNT)


def whole(description: str = "", *, null: bool = False) -> fields.Integer:
    """A whole number."""
    return fields.Integer(required=True, allow_none=null, metadata=_said(description, None))


def truth(description: str = "", *, null: bool = False) -> fields.Boolean:
    """Yes or no."""
    return fields.Boolean(required=True, allow_none=null, metadata=_said(description, None))


def instant(description: str = "", *, null: bool = False) -> fields.DateTime:
    """An instant in UTC."""
    return fields.DateTime(required=True, allow_none=null, metadata=_said(description, None))


def day(description: str = "", *, null: bool = False) -> fields.Date:
    """A calendar date."""
    return fields.Date(required=True, allow_none=null, metadata=_said(description, None))


def part(schema: type[Schema], description: str = "", *, null: bool = False) -> fields.Nested:
    """An object inside the object."""
    return fields.Nested(schema, required=True, allow_none=null, metadata=_said(description, None))


def several(schema: type[Schema], description: str = "") -> fields.List[Any]:
    """A list of objects."""
    return fields.List(fields.Nested(schema), required=True, metadata=_said(description, None))


def texts(description: str = "", *, null: bool = False) -> fields.List[Any]:
    """A list of texts."""
    return fields.List(fields.String(), required=True, allow_none=null, metadata=_said(description, None))


def page_of(item: type[Schema]) -> type[Schema]:
    """A page of a list of such items."""
    return _of(
        item, "Page", PageAnswer, "A page of a list. next: the address of the next page, null on the last."
    )


def list_of(item: type[Schema]) -> type[Schema]:
    """A list of such items that needs no pages."""
    return _of(item, "List", ListAnswer, "A list that needs no pages.")


def _of(item: type[Schema], what: str, base: type[Schema], meaning: str) -> type[Schema]:
    items = fields.List(fields.Nested(item), required=True)
    made: type[Schema] = type(f"{item.__name__}{what}", (base,), {"__doc__": meaning, "items": items})
    return made


def _said(description: str, example: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"description": description} if description else {}
    return found | ({"example": example} if example is not None else {})
