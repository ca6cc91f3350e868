"""What of a document would break those who rely on the one that is committed.

Answers and messages may gain fields, requests may gain optional ones; nothing may vanish, change its type, or become
required of a caller. Anything else is a new version beside the old one.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Document = Mapping[str, Any]
_METHODS = ("get", "post", "put", "patch", "delete")


def breaks(old: Document, new: Document) -> list[str]:
    """Each break in words, with its place; empty when everybody can go on as before."""
    old, new = _with_words(old), _with_words(new)
    return [*_operations(old, new), *_schemas(old, new), *_channels(old, new)]


def _with_words(document: Document) -> Document:
    """The same with every list of words where it is used: on the wire it is no matter whether it has a name."""
    schemas = document.get("components", {}).get("schemas", {})
    named = {f"#/components/schemas/{name}": said for name, said in schemas.items() if "enum" in said}

    def spelled(part: Any) -> Any:
        if isinstance(part, list):
            return [spelled(one) for one in part]
        if not isinstance(part, Mapping):
            return part
        found = {key: spelled(one) for key, one in part.items()}
        words = named.get(str(found.get("$ref")))
        if words is not None:
            found = {**words, **{key: one for key, one in found.items() if key != "$ref"}}
        return _or_null(found)

    spelled_out: Document = spelled(document)
    return spelled_out


def _or_null(part: dict[str, Any]) -> dict[str, Any]:
    """A choice between words and null, as one type."""
    choices = part.get("anyOf", ())
    words = [one for one in choices if isinstance(one, Mapping) and {"enum", "type"} <= one.keys()]
    if len(choices) != 2 or len(words) != 1 or {"type": "null"} not in choices:
        return part
    said = {key: one for key, one in part.items() if key != "anyOf"}
    return {**words[0], **said, "type": [words[0]["type"], "null"], "enum": [*words[0]["enum"], None]}


def _operations(old: Document, new: Document) -> Iterator[str]:
    for path, item in old.get("paths", {}).items():
        for method in (method for method in _METHODS if method in item):
            now = new.get("paths", {}).get(path, {}).get(method)
            place = f"{method.upper()} {path}"
            if now is None:
                yield f"{place} is gone"
                continue
            yield from _operation(place, item[method], now)


def _operation(place: str, old: Document, new: Document) -> Iterator[str]:
    if old.get("operationId") != new.get("operationId"):
        yield f"{place}: its operationId is another one, and so is the name in generated clients"
    for status in old.get("responses", {}):
        if status.startswith("2") and status not in new.get("responses", {}):
            yield f"{place}: no longer answers {status}"
    for status, answer in old.get("responses", {}).items():
        if status.startswith("2"):
            yield from _content(f"{place}: {status}", answer, new.get("responses", {}).get(status, answer))
    yield from _content(f"{place}: its body", old.get("requestBody", {}), new.get("requestBody", {}))
    known = {_parameter_name(one) for one in old.get("parameters", ())}
    now = {_parameter_name(one): one for one in new.get("parameters", ())}
    yield from (f"{place}: the parameter {name} is gone" for name in sorted(known - now.keys()))
    for name, one in now.items():
        if name not in known and one.get("required"):
            yield f"{place}: the new parameter {name} is required"


def _content(place: str, old: Document, new: Document) -> Iterator[str]:
    for kind, media in old.get("content", {}).items():
        now = new.get("content", {}).get(kind)
        if now is None:
            yield f"{place} is no longer {kind}"
        elif _shape(media.get("schema", {})) != _shape(now.get("schema", {})):
            yield f"{place} was {_shape(media.get('schema', {}))} and is {_shape(now.get('schema', {}))}"


def _parameter_name(parameter: Document) -> str:
    return str(parameter.get("$ref") or f"{parameter.get('in')} {parameter.get('name')}")


def _schemas(old: Document, new: Document) -> Iterator[str]:
    kept = new.get("components", {}).get("schemas", {})
    for name, schema in old.get("components", {}).get("schemas", {}).items():
        if name not in kept:
            yield f"schema {name} is gone"
            continue
        yield from _schema(f"schema {name}", schema, kept[name])


def _schema(place: str, old: Document, new: Document) -> Iterator[str]:
    taken = old.get("additionalProperties") is False
    for name, field in old.get("properties", {}).items():
        now = new.get("properties", {}).get(name)
        if now is None:
            yield f"{place}: the field {name} is gone"
        elif _shape(field) != _shape(now):
            yield f"{place}: the field {name} was {_shape(field)} and is {_shape(now)}"
        elif taken and (gone := _choices(field) - _choices(now)) and _choices(now):
            yield f"{place}: the field {name} no longer takes {', '.join(sorted(gone))}"
    for name in sorted(set(new.get("required", ())) - set(old.get("required", ()))):
        if taken:
            yield f"{place}: the field {name} has become required of callers"
    for name in sorted(set(old.get("required", ())) - set(new.get("required", ()))):
        if not taken:
            yield f"{place}: the field {name} is no longer always there"


def _shape(field: Document) -> Any:
    found = {key: field[key] for key in ("type", "$ref", "format", "anyOf") if key in field}
    return found | ({"items": _shape(field["items"])} if "items" in field else {})


def _choices(field: Document) -> set[str]:
    """The words that a field, or each in its list, may be; empty when it may be any."""
    return {str(one) for one in field.get("items", field).get("enum", ())}


def _channels(old: Document, new: Document) -> Iterator[str]:
    kept = new.get("channels", {})
    for name, channel in old.get("channels", {}).items():
        if name not in kept:
            yield f"channel {name} is gone"
        elif channel.get("address") != kept[name].get("address"):
            yield f"channel {name}: its address is another one"
