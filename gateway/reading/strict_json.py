"""Reading JSON from outside without being fooled by it.

Stricter than RFC 8259 asks, as its section 4 and 8 advise for interoperability: UTF-8 only, no key twice in one
object, no NaN or Infinity, no lone surrogates, bounded nesting and whole numbers that fit 64 bits.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

DEEPEST = 16
"""Objects and lists inside each other; the API's own bodies need five."""

# Matches at every quote, an unfinished text included, so that no body makes it look twice at the same bytes.
_TEXTS = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_WIDEST = 2**63


@dataclass(eq=False)
class JsonError(ValueError):
    """The bytes are not JSON that is accepted here.

    reason: what is wrong, in words, without the content, with `values` at its `{names}`; pointer: where, as a JSON
    pointer, when it is known.
    """

    reason: str
    pointer: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.reason.format_map(self.values)


class _PairsError(Exception):
    """An object has a key twice; which one is found out by a second, slower look."""


def decode(body: bytes) -> Any:
    """The value that `body` stands for; raises JsonError."""
    if not body.strip():
        raise JsonError("The body is empty.")
    _check_depth(body)
    try:
        text = body.decode()
        value = _DECODER.decode(text)
    except UnicodeDecodeError as error:
        raise JsonError(
            "The body is not UTF-8: see the byte at offset {offset}.", values={"offset": error.start}
        ) from error
    except _PairsError:
        _name_the_repeated_key(body.decode())
    except json.JSONDecodeError as error:
        raise JsonError(
            "The body is not JSON: {reason} at line {line}, column {column}.",
            values={"reason": error.msg, "line": error.lineno, "column": error.colno},
        ) from error
    if b"\\u" in body and _SURROGATES.search(json.dumps(value, ensure_ascii=False)):
        raise JsonError("A text holds half of a surrogate pair, which is no character.")
    return value


def _check_depth(body: bytes) -> None:
    # Counting brackets is ten times cheaper than following them, and proves most bodies harmless.
    if body.count(b"[") + body.count(b"{") <= DEEPEST:
        return
    depth = 0
    for bracket in _TEXTS.sub(b"", body).translate(None, _NOT_BRACKETS):
        depth += 1 if bracket in b"[{" else -1
        if depth > DEEPEST:
            raise JsonError(
                "Objects and lists are nested more than {deepest} deep.", values={"deepest": DEEPEST}
            )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _PairsError
    return found


def _constant(name: str) -> NoReturn:
    raise JsonError("{name} is not a JSON number.", values={"name": name})


def _float(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise JsonError("A number is too large.")
    return value


def _int(digits: str) -> int:
    if len(digits) > 20 or not -_WIDEST <= (value := int(digits)) < _WIDEST:
        raise JsonError("A whole number does not fit 64 bits.")
    return value


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_constant=_constant, parse_float=_float, parse_int=_int
)


def _name_the_repeated_key(text: str) -> NoReturn:
    pointer = _repeated(json.loads(text, object_pairs_hook=_Pairs), "")
    raise JsonError("One object has the same key twice.", pointer or "")


class _Pairs(list[tuple[str, Any]]):
    """The members of an object as they were written, repeats included."""


def _repeated(value: Any, at: str) -> str | None:
    if isinstance(value, _Pairs):
        seen: set[str] = set()
        for key, inner in value:
            here = f"{at}/{escaped(key)}"
            if key in seen:
                return here
            seen.add(key)
            if (found := _repeated(inner, here)) is not None:
                return found
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            if (found := _repeated(inner, f"{at}/{index}")) is not None:
                return found
    return None


def escaped(key: str) -> str:
    """A key as it stands in a JSON pointer (RFC 6901), shortened so that an answer cannot be made to grow."""
    return key[:80].replace("~", "~0").replace("/", "~1")
