"""Messages that nobody honest sends: several hundred, the same ones in every run."""

import gzip
import json
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from shared.runtime.ladder import MOST_ATTEMPTS
from shared.runtime.publishing import ATTEMPT_HEADER


@dataclass(frozen=True)
class Wire:
    """A header's value as the broker takes it, which pika itself would not send."""

    value: bytes


def wire_encoder(original: Callable[[list[bytes], Any], int]) -> Callable[[list[bytes], Any], int]:
    """pika's encoder of header values, made to know Wire."""

    def encode_value(pieces: list[bytes], value: Any) -> int:
        if isinstance(value, Wire):
            pieces.append(value.value)
            return len(value.value)
        return original(pieces, value)

    return encode_value


@dataclass(frozen=True)
class Hostile:
    """good: its body is a good message, so that only what travels with it is odd, and it has to be handled."""

    body: bytes
    good: bool = False
    properties: dict[str, Any] = field(default_factory=dict)


def envelope(number: int, **changed: Any) -> dict[str, Any]:
    """A good message as JSON knows it; None in `changed` takes an attribute away."""
    whole: dict[str, Any] = {
        "specversion": "1.0",
        "id": f"hostile-{number}",
        "source": "coulisse/intake",
        "type": "stock.reserve.v1",
        "subject": f"case_h{number}",
        "time": "2026-03-02T09:00:00Z",
        "tenant": "acme",
        "data": data(number),
        **changed,
    }
    return {name: value for name, value in whole.items() if value is not None}


def data(number: int, **changed: Any) -> dict[str, Any]:
    lines = [{"article": "plain", "quantity": 1}]
    whole = {"case": f"case_h{number}", "step": "reserve", "warehouse": "main", "lines": lines, **changed}
    return {name: value for name, value in whole.items() if value is not None}


def raw(number: int, **changed: Any) -> bytes:
    return json.dumps(envelope(number, **changed)).encode()


def with_unknown(number: int, value: bytes) -> bytes:
    """A good message with one more attribute, whose value is given as it is."""
    return raw(number)[:-1] + b', "more": ' + value + b"}"


def all_hostile() -> list[Hostile]:
    made = []
    for place, hostile in enumerate((*_broken(1000), *_odd_headers(5000))):
        # no two alike: the failed store knows an unreadable message by its bytes
        made.append(Hostile(hostile.body + b" " * (place + 1), hostile.good, hostile.properties))
    return made


def _broken(start: int) -> Iterator[Hostile]:
    random = Random(7)
    for number, body in enumerate(_broken_bodies(random), start):
        yield Hostile(body.replace(b"hostile-0", f"hostile-{number}".encode()))


def _broken_bodies(random: Random) -> Iterator[bytes]:
    whole = raw(0)
    yield from (whole[: random.randrange(1, len(whole) - 1)] for _ in range(60))
    yield from (random.randbytes(random.randrange(1, 400)) for _ in range(60))
    yield from (_with_broken_byte(whole, random) for _ in range(40))
    yield from (raw(0, **{name: None}) for name in envelope(0))
    yield from (raw(0, data=data(0, **{name: None})) for name in data(0))
    for wrong in (1, 1.5, True, [], {}, ["x"], {"$ne": None}):
        yield from (raw(0, **{name: wrong}) for name in envelope(0) if (name, wrong) != ("data", {}))
        yield from (
            raw(0, data=data(0, **{name: wrong})) for name in data(0) if (name, wrong) != ("lines", [])
        )
    quantities: tuple[Any, ...] = ("1", 1.5, None, [], {}, True)
    for quantity in quantities:
        yield raw(0, data=data(0, lines=[{"article": "plain", "quantity": quantity}]))
    for name, value in envelope(0).items():
        yield whole[:-1] + f', "{name}": {json.dumps(value)}}}'.encode()
    for value in (
        b"NaN",
        b"Infinity",
        b"-Infinity",
        b'{"a":1,"a":2}',
        b"[" * 33 + b"]" * 33,
        b"01",
        b"+1",
        b"'x'",
    ):
        yield with_unknown(0, value)
    for depth in (50, 1_000, 100_000):
        yield with_unknown(0, b"[" * depth + b"]" * depth)
        yield with_unknown(0, b'{"a":' * depth + b"1" + b"}" * depth)
    for size in (1_100_000, 1_900_000):
        yield raw(0, subject="x" * size)
    yield from (
        b"",
        b"null",
        b"[]",
        b"{}",
        b'""',
        b"0",
        b"\xef\xbb\xbf" + whole,
        whole + whole,
        whole + b",",
        b"\x00",
    )
    for encoding in ("utf-16", "utf-32", "utf-16-le"):
        yield whole.decode().encode(encoding)
    yield gzip.compress(whole, mtime=0)
    yield raw(0, data={"__type__": "datetime", "__value__": "2026-03-02T09:00:00"})
    yield raw(0, data=data(0, lines={"__type__": "set", "__value__": [1]}))
    yield raw(0, id="x" * 300)
    yield raw(0, id="")
    yield raw(0, tenant="")
    yield raw(0, specversion="0.3")
    yield raw(0, time="yesterday")
    yield raw(0, time="9999-99-99T00:00:00Z")


def _with_broken_byte(whole: bytes, random: Random) -> bytes:
    """A byte that no UTF-8 text has, inside one of the text values."""
    place = whole.index(b"case_h") + random.randrange(4)
    return whole[:place] + random.choice((b"\xff", b"\xfe", b"\xc0\xaf", b"\xed\xa0\x80")) + whole[place:]


def _odd_headers(start: int) -> Iterator[Hostile]:
    odd: list[dict[str, Any]] = [
        {"content_type": "text/plain"},
        {"content_type": "application/x-python-serialize"},
        {"content_type": ""},
        {"content_encoding": "gzip"},
        {"content_encoding": "no such thing"},
        {"message_id": ""},
        {"message_id": b"\xff\xfe"},
        {"message_id": "x" * 255},
        {"message_id": "a\x00b"},
        {"correlation_id": b"\xff", "reply_to": "nobody", "type": b"\xc0"},
        {"timestamp": 2**63, "priority": 255, "expiration": "3600000"},
        {"headers": {"nameko.call_id_stack": 5}},
        {"headers": {"nameko.call_id_stack": [None, {"a": [1]}]}},
        {"headers": {f"many-{n}": "x" * 1000 for n in range(100)}},
        {"headers": {"long": "x" * 100_000}},
        {"headers": {"bytes": b"\xff\x00\xfe", "empty": None, "": "no name", "a.b": "$ne", "$where": "1"}},
        {"headers": {"number": Wire(b"f" + struct.pack(">f", 1e30))}},  # NaN the broker refuses itself
        {"headers": {"time": Wire(b"T" + b"\xff" * 8)}},
        {"headers": {"time": Wire(b"T\x7f" + b"\xff" * 7)}},
        {"headers": {"decimal": Wire(b"D\xff\x7f\xff\xff\xff")}},
        {"headers": {"nested": _nested(100)}},
        {"headers": {"nul\x00name": "nul\x00value"}},
        {"headers": {"__type__": "datetime", "__value__": "x"}},
    ]
    attempts: list[Any] = [
        "1",
        -1,
        True,
        Wire(b"d" + struct.pack(">d", 1.5)),
        None,
        [],
        {},
        b"\xff",
        -(2**63),
        "x" * 1000,
    ]
    odd += [{"headers": {ATTEMPT_HEADER: attempt}} for attempt in attempts]
    yield from (Hostile(raw(number), True, properties) for number, properties in enumerate(odd, start))
    number = start + len(odd)
    yield Hostile(raw(number + 1, more={"__type__": "datetime", "__value__": 1}), True)
    yield Hostile(raw(number + 2, subject="../../etc/passwd\x00$where"), True)
    for place, attempt in enumerate((MOST_ATTEMPTS, 2**31, 2**62, 2**63 - 1)):
        unknown = raw(number + 3 + place, type="no.such.v1")
        yield Hostile(unknown, False, {"headers": {ATTEMPT_HEADER: attempt}})


def _nested(depth: int) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for _ in range(depth):
        nested = {"a": nested}
    return nested
