"""Decimals that are no numbers and instants without zone are refused wherever a message may hold them."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from shared.contracts.catalogue import MESSAGES
from shared.contracts.codec import decode
from shared.contracts.errors import UnreadableError
from shared.contracts.message import Message
from tests.contract.example_values import example_of
from tests.contract.examples import body_of

Path = tuple[str | int, ...]


def leaves(value: Any, kind: type, path: Path = ()) -> Iterator[Path]:
    """Where in an example there is a value of this type."""
    if isinstance(value, kind):
        yield path
    elif is_dataclass(value):
        for field in fields(value):
            yield from leaves(getattr(value, field.name), kind, (*path, field.name))
    elif isinstance(value, tuple):
        for place, each in enumerate(value):
            yield from leaves(each, kind, (*path, place))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, kind, (*path, key))


def changed(kind: type[Message], path: Path, value: str) -> bytes:
    whole = json.loads(body_of(kind))
    inner = whole
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return json.dumps(whole).encode()


DECIMALS = [(kind, ("data", *path)) for kind in MESSAGES for path in leaves(example_of(kind), Decimal)]
INSTANTS = [(kind, ("data", *path)) for kind in MESSAGES for path in leaves(example_of(kind), datetime)]


@pytest.mark.parametrize("word", ["NaN", "sNaN", "-nan", "Infinity", "-inf"])
def test_a_decimal_is_a_number(word: str) -> None:
    assert len(DECIMALS) > 20
    for kind, path in DECIMALS:
        with pytest.raises(UnreadableError):
            decode(changed(kind, path, word))


def test_an_instant_has_its_zone() -> None:
    assert len(INSTANTS) > 5
    for kind, path in [*INSTANTS, (MESSAGES[0], ("time",))]:
        with pytest.raises(UnreadableError, match="zone"):
            decode(changed(kind, path, "2026-03-02T09:00:00"))


def test_the_examples_themselves_are_exact() -> None:
    for kind in MESSAGES:
        assert type(decode(body_of(kind)).message) is kind
