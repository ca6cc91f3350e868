"""Every message can still be read and written as its stored example says."""

import json
from typing import Any

import msgspec
import pytest

from shared.contracts.catalogue import BY_TYPE, MESSAGES
from shared.contracts.codec import decode, encode
from shared.contracts.message import Message
from tests.contract.example_values import required
from tests.contract.examples import FOLDER, path_of, pretty

EVERY_MESSAGE = pytest.mark.parametrize("kind", MESSAGES, ids=lambda kind: kind.definition.type)


def like(new: Any, old: Any) -> Any:
    """The new value without the fields that the old one did not have: fields are only ever added."""
    if isinstance(new, dict) and isinstance(old, dict):
        return {name: like(value, old[name]) for name, value in new.items() if name in old}
    if isinstance(new, list) and isinstance(old, list) and len(new) == len(old):
        return [like(mine, its) for mine, its in zip(new, old, strict=True)]
    return new


@EVERY_MESSAGE
def test_the_stored_example_is_read_and_written_again_alike(kind: type[Message]) -> None:
    stored = path_of(kind).read_bytes()

    decoded = decode(stored)

    assert type(decoded.message) is kind
    again = encode(decoded.message, envelope=decoded.envelope)
    assert pretty(msgspec.json.encode(like(json.loads(again), json.loads(stored)))) == stored


@EVERY_MESSAGE
def test_no_field_became_required_since_the_example_was_written(kind: type[Message]) -> None:
    assert required(kind) <= json.loads(path_of(kind).read_bytes())["data"].keys()


def test_no_example_is_left_of_a_message_that_is_gone() -> None:
    """Messages in queues and failed stores outlive the code that sent them."""
    assert {path.stem for path in FOLDER.glob("*.json")} == set(BY_TYPE)


@EVERY_MESSAGE
def test_a_json_schema_describes_the_message(kind: type[Message]) -> None:
    schema = msgspec.json.schema(kind)

    described = schema["$defs"][kind.__name__]
    assert set(described["properties"]) == set(kind.__dataclass_fields__)  # type: ignore[attr-defined]
    assert set(described.get("required", ())) == required(kind)
