"""What an edit changes in a body, place by place."""

import json
from collections.abc import Iterator
from typing import Any

from shared.contracts.failures import Changed

_ABSENT = object()


def differences(original: str, body: str) -> tuple[Changed, ...]:
    """By JSON pointer (RFC 6901). Where one of the two is no JSON there is one difference, the whole."""
    try:
        before, after = json.loads(original), json.loads(body)
    except ValueError:
        return (Changed(pointer="", before=original, after=body),) if original != body else ()
    return tuple(_walk("", before, after))


def _walk(pointer: str, before: Any, after: Any) -> Iterator[Changed]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in [*before, *(name for name in after if name not in before)]:
            place = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
            yield from _walk(place, before.get(name, _ABSENT), after.get(name, _ABSENT))
    elif isinstance(before, list) and isinstance(after, list):
        for number in range(max(len(before), len(after))):
            yield from _walk(f"{pointer}/{number}", _at(before, number), _at(after, number))
    elif _written(before) != _written(after):
        yield Changed(pointer=pointer, before=_written(before), after=_written(after))


def _at(items: list[Any], number: int) -> Any:
    return items[number] if number < len(items) else _ABSENT


def _written(value: Any) -> str:
    return "" if value is _ABSENT else json.dumps(value, ensure_ascii=False)
