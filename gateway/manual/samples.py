"""An example of what a schema describes."""

from typing import Any

from gateway.manual.schemas import Schema, Schemas, kind_of

_DEEPEST = 6
_PLAIN: dict[str, Any] = {"string": "...", "integer": 1, "number": 1, "boolean": True}
_FORMATS = {"date-time": "2026-03-31T09:30:00.000Z", "date": "2026-03-31"}


def sample(schemas: Schemas, part: Schema, depth: int = 0) -> Any:
    """The example that the schema gives, else one made of the examples of its parts."""
    whole = schemas.whole(part)
    for given in ("example", "const"):
        if given in whole:
            return whole[given]
    if whole.get("enum"):
        return whole["enum"][0]
    kind = kind_of(whole)
    if depth == _DEEPEST or not (kind or "properties" in whole):
        return None if schemas.nullable(part) else {}
    if kind == "array":
        return [sample(schemas, whole.get("items", {}), depth + 1)]
    if kind == "object" or "properties" in whole:
        return {
            name: sample(schemas, inner, depth + 1) for name, inner in whole.get("properties", {}).items()
        }
    return _FORMATS.get(whole.get("format", ""), _PLAIN[kind])
