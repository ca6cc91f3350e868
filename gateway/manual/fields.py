"""A schema as rows to read: name, type in words, limits, meaning."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gateway.manual.schemas import Schema, Schemas, kind_of

_DEEPEST = 6
_KINDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "object",
}
_FORMATS = {"date-time": "instant", "date": "date", "binary": "file"}
_LIMITS = (
    ("minimum", "at least {}"),
    ("maximum", "at most {}"),
    ("minLength", "{} characters or more"),
    ("maxLength", "at most {} characters"),
    ("minItems", "{} or more"),
    ("maxItems", "at most {}"),
    ("pattern", "matches {}"),
)


@dataclass(frozen=True)
class Field:
    """inner: the fields of an object, or of a list's objects. choices: the words it may be."""

    name: str
    kind: str
    required: bool
    meaning: str
    limits: tuple[str, ...]
    choices: tuple[str, ...]
    inner: tuple["Field", ...]


def fields_of(schemas: Schemas, part: Schema, *, depth: int = 0) -> tuple[Field, ...]:
    """The fields of an object, or of the objects in a list, required ones first; none for anything else."""
    part = schemas.whole(part)
    if kind_of(part) == "array":
        return fields_of(schemas, part.get("items", {}), depth=depth)
    if depth == _DEEPEST:
        return ()
    required = set(part.get("required", ()))
    found = [
        field(schemas, name, inner, required=name in required, depth=depth)
        for name, inner in part.get("properties", {}).items()
    ]
    return tuple(sorted(found, key=lambda one: not one.required))


def field(schemas: Schemas, name: str, part: Schema, *, required: bool, depth: int = 0) -> Field:
    """One row. A parameter of a request is one too."""
    whole = schemas.whole(part)
    found = _values(schemas, whole)
    return Field(
        name=name,
        kind=_words(schemas, whole) + (" or null" if schemas.nullable(part) else ""),
        required=required,
        meaning=whole.get("description", ""),
        limits=tuple(_limits(whole)),
        choices=tuple(str(one) for one in found.get("enum", ()) if one is not None),
        inner=fields_of(schemas, found, depth=depth + 1),
    )


def _values(schemas: Schemas, whole: Schema) -> Schema:
    """What the list or the map holds, else the thing itself."""
    if kind_of(whole) == "array":
        return schemas.whole(whole.get("items", {}))
    values = whole.get("additionalProperties")
    if isinstance(values, dict) and values and not whole.get("properties"):
        return schemas.whole(values)
    return whole


def _words(schemas: Schemas, whole: Schema) -> str:
    kind, inner = kind_of(whole), _values(schemas, whole)
    if kind == "array":
        return f"list of {_plural(_words(schemas, inner))}"
    if inner is not whole:
        return f"names with {_plural(_words(schemas, inner))}"
    if kind == "string":
        return _FORMATS.get(whole.get("format", ""), _KINDS[kind])
    return _KINDS.get(kind, "anything")


def _plural(words: str) -> str:
    if words == "anything" or words.startswith(("list", "names", "true")):
        return words
    return f"{words}s"


def _limits(whole: Schema) -> Iterator[str]:
    exact = whole.get("minLength") == whole.get("maxLength") is not None
    if exact:
        yield f"{whole['maxLength']} characters"
    for name, words in _LIMITS:
        if exact and name.endswith("Length"):
            continue
        # A text of one character or more is what everybody expects.
        if name in whole and (name, whole[name]) not in {("minLength", 1), ("minLength", 0), ("minItems", 0)}:
            yield words.format(whole[name])
    if "default" in whole and whole["default"] not in ("", None):
        yield f"{_json(whole['default'])} when left out"


def _json(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
