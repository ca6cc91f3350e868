"""Header values that the broker lets through and pika alone would not read."""

import math
import struct

import pika.data
import pytest

from shared.runtime.header_decoding import read_odd_headers


@pytest.fixture(autouse=True)
def _reading() -> None:
    read_odd_headers()


def table(value: bytes) -> bytes:
    """An AMQP table with one entry named `a`."""
    entry = b"\x01a" + value
    return struct.pack(">I", len(entry)) + entry


def read(value: bytes) -> object:
    encoded = table(value)
    decoded, offset = pika.data.decode_table(encoded, 0)
    assert offset == len(encoded)
    return decoded["a"]


def test_times_beyond_the_calendar() -> None:
    assert read(b"T" + b"\xff" * 8) == 2**64 - 1


@pytest.mark.parametrize("number", [math.inf, -math.inf, 1e300])
def test_numbers_beyond_all_bounds(number: float) -> None:
    assert read(b"d" + struct.pack(">d", number)) == number


def test_what_is_no_number() -> None:
    assert math.isnan(read(b"d" + struct.pack(">d", math.nan)))  # type: ignore[arg-type]
    assert math.isnan(read(b"f" + struct.pack(">f", math.nan)))  # type: ignore[arg-type]


def test_nesting_is_followed_a_few_levels_and_then_skipped() -> None:
    value = b"I" + struct.pack(">i", 1)
    for _ in range(10_000):
        value = b"F" + table(value)

    assert "nested deeper" in str(read(value))


def test_ordinary_values_stay_as_they_are() -> None:
    pieces: list[bytes] = []
    headers = {
        "text": "é",
        "number": -5,
        "flag": True,
        "list": [1, "x"],
        "table": {"a": None},
        "bytes": b"\xff",
    }
    pika.data.encode_table(pieces, headers)

    decoded, _ = pika.data.decode_table(b"".join(pieces), 0)

    assert decoded == headers


def test_asking_twice_changes_nothing() -> None:
    before = pika.data.decode_value

    read_odd_headers()

    assert pika.data.decode_value is before
