"""As many hostile messages as wanted, drawn from a seed: variations on what `hostile.py` lists one by one."""

import bz2
import gzip
import json
import pickle
import struct
import zlib
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from shared.contracts.codec import decode
from shared.contracts.errors import CoulisseError, UnknownTypeError
from shared.runtime.ladder import MOST_ATTEMPTS
from shared.runtime.publishing import ATTEMPT_HEADER
from tests.integration.runtime.hostile import Hostile, Wire, data, envelope, raw, with_unknown

Make = Callable[[Random, int], bytes]
_LARGE_ONE_IN = 400
_ODD_ONE_IN = 3
_WHITE = (b" ", b"\t", b"\n", b"\r")
_VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 1e308, 2**63, -(2**63), 10**400, "", " ", "\x00", "\ud800", "💣" * 50, "x" * 10_000,
    "../../etc/passwd", "'; DROP TABLE cases; --", "<!ENTITY a '&a;&a;'>", "{{7*7}}", "$where", "acme/main", [], {},
    [[]], {"$ne": None}, {"$gt": ""}, {"__type__": "datetime", "__value__": 1}, {"__proto__": {"admin": True}},
    {"py/object": "os.system"}, ["x"] * 1000, {str(n): n for n in range(500)},
)  # fmt: skip
_RAW_VALUES = (
    b"NaN", b"-Infinity", b"1e999999", b"01", b"+1", b".5", b"0x10", b"'x'", b'"\\u12"', b'"\\x"', b"tru", b"/**/1",
    b"9" * 5000, b'"\xff"', b'"\xed\xa0\x80"', b'{"a":1,"a":2}', b"[1,]", b"[" * 200 + b"]" * 200, b"[" * 100_000,
)  # fmt: skip


class _Call:
    """What a careless unpickler would run."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (print, ("a hostile message was unpickled",))


def generated(seed: int, count: int) -> Iterator[Hostile]:
    """The same ones for the same seed. No two bodies are alike, since the failed store knows an unreadable message by
    its bytes. good: its body can be read and is of a kind that is known."""
    random = Random(seed)
    for number in range(count):
        body = random.choice(_MAKERS)(random, number) + _mark(number)
        properties = _odd_properties(random) if random.randrange(_ODD_ONE_IN) == 0 else {}
        try:
            decode(body)
        except UnknownTypeError:
            # Otherwise it would wait for hours, for a newer version of the code that may know it.
            yield Hostile(body, False, {**properties, "headers": {ATTEMPT_HEADER: MOST_ATTEMPTS}})
        except CoulisseError:
            yield Hostile(body, False, properties)
        else:
            yield Hostile(body, True, properties)


def _mark(number: int) -> bytes:
    """The number in white space, which changes nothing about JSON."""
    return b"".join(_WHITE[number >> shift & 3] for shift in range(0, 16, 2))


def _truncated(random: Random, number: int) -> bytes:
    whole = _whole(number)
    return whole[: random.randrange(len(whole))]


def _flipped(random: Random, number: int) -> bytes:
    body = bytearray(_whole(number))
    for _ in range(random.randint(1, 6)):
        body[random.randrange(len(body))] ^= 1 << random.randrange(8)
    return bytes(body)


def _spliced(random: Random, number: int) -> bytes:
    """Bytes put in, taken out or repeated somewhere."""
    whole = _whole(number)
    begin, end = sorted(random.randrange(len(whole)) for _ in range(2))
    return random.choice(
        (
            whole[:begin] + random.randbytes(random.randint(1, 40)) + whole[begin:],
            whole[:begin] + whole[end:],
            whole[:end] + whole[begin:],
        )
    )


def _noise(random: Random, _number: int) -> bytes:
    return random.randbytes(random.randrange(600))


def _wrong_attribute(random: Random, number: int) -> bytes:
    return _dumped(_named(number, **{random.choice(list(envelope(0))): random.choice(_VALUES)}))


def _wrong_data(random: Random, number: int) -> bytes:
    wrong = {random.choice(list(data(0))): random.choice(_VALUES)}
    return _dumped(_named(number, data=data(number, **wrong)))


def _wrong_line(random: Random, number: int) -> bytes:
    line = {
        "article": "plain",
        "quantity": 1,
        random.choice(("article", "quantity", "more")): random.choice(_VALUES),
    }
    return _dumped(_named(number, data=data(number, lines=[line] * random.randint(1, 3))))


def _unlawful(random: Random, number: int) -> bytes:
    """Values that JSON does not have, or that no decoder should swallow."""
    return with_unknown(number, random.choice(_RAW_VALUES))


def _unknown_version(random: Random, number: int) -> bytes:
    names = (
        f"stock.reserve.v{random.randint(2, 999)}",
        f"no.such.v{random.randint(0, 9)}",
        "stock.reserve",
        "v1",
        "..",
    )
    return _dumped(_named(number, type=random.choice(names)))


def _forged_tenant(random: Random, number: int) -> bytes:
    tenants = ("evil", "acme/main", "ACME", "acme ", "acme\x00", "$where", "*", "#", "a" * 200)
    return _dumped(_named(number, tenant=random.choice(tenants)))


def _other_encoding(random: Random, number: int) -> bytes:
    text = _whole(number)
    encoded = text.decode().encode(random.choice(("utf-16", "utf-32", "utf-16-be", "utf-7", "cp037")))
    return random.choice((encoded, gzip.compress(text, mtime=0), bz2.compress(text), zlib.compress(text)))


def _other_format(random: Random, number: int) -> bytes:
    xml = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    yaml = b"!!python/object/apply:os.system ['id']"
    packed = b"\x83\xa2id" + struct.pack(">I", number) + b"\xc1" * random.randint(1, 20)
    length = struct.pack("<i", random.choice((5, -1, 2**31 - 1))) + b"\x02id\x00"
    return random.choice((xml, yaml, packed, length, pickle.dumps(_Call()), pickle.dumps({"id": number})))


def _deep(random: Random, number: int) -> bytes:
    depth = random.choice((33, 100, 1_000, 20_000))
    opening, closing = random.choice(((b"[", b"]"), (b'{"a":', b"}")))
    return with_unknown(number, opening * depth + b"1" * (opening != b"[") + closing * depth)


def _large(random: Random, number: int) -> bytes:
    """Beyond what the contract allows, now and then."""
    size = random.randint(1_000_001, 1_900_000) if random.randrange(_LARGE_ONE_IN // 20) == 0 else 50_000
    return _dumped(_named(number, more="x" * size))


def _odd_but_good(_random: Random, number: int) -> bytes:
    """Its body is well; what travels with it may not be."""
    return _whole(number)


_MAKERS: tuple[Make, ...] = (
    *(_truncated, _flipped, _spliced, _noise) * 2,
    *(_wrong_attribute, _wrong_data, _wrong_line, _unlawful) * 2,
    *(_unknown_version, _forged_tenant, _other_encoding, _other_format, _deep, _large),
    *(_odd_but_good,) * 2,
)


def _odd_properties(random: Random) -> dict[str, Any]:
    return random.choice(_PROPERTIES)(random)


_PROPERTIES: tuple[Callable[[Random], dict[str, Any]], ...] = (
    lambda r: {"content_type": r.choice(("", "text/plain", "application/x-python-serialize", "x" * 200))},
    lambda r: {"content_encoding": r.choice(("gzip", "utf-16", "no such thing", "x" * 200))},
    lambda r: {"message_id": r.choice(("", "x" * 255, b"\xff\xfe", "a\x00b", "$ne"))},
    lambda r: {"priority": r.randrange(256), "timestamp": r.choice((0, 2**63, 2**64 - 1))},
    lambda r: {"reply_to": "nobody", "correlation_id": b"\xff", "type": b"\xc0"},
    lambda r: {
        "headers": {ATTEMPT_HEADER: r.choice(("1", -1, True, None, [], {}, b"\xff", -(2**63), "9" * 999))}
    },
    lambda r: {"headers": {f"many-{n}": "x" * r.randrange(500) for n in range(r.randrange(120))}},
    lambda r: {"headers": {"long": "x" * r.choice((1_000, 50_000, 100_000))}},
    lambda r: {
        "headers": {"bytes": r.randbytes(50), "": "no name", "a.b": "$ne", "$where": "1", "nul\x00": "\x00"}
    },
    lambda r: {"headers": {"time": Wire(b"T" + r.choice((b"\xff" * 8, b"\x7f" + b"\xff" * 7)))}},
    lambda r: {"headers": {"decimal": Wire(b"D" + r.randbytes(5))}},
    lambda r: {"headers": {"nested": _nested(r.randrange(2, 100))}},
    lambda r: {"headers": {"nameko.call_id_stack": r.choice((5, [None, {"a": [1]}], "x", {}))}},
    lambda r: {"headers": {"__type__": "datetime", "__value__": "x", "py/object": "os.system"}},
)


def _nested(depth: int) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for _ in range(depth):
        nested = {"a": nested}
    return nested


def _named(number: int, **changed: Any) -> dict[str, Any]:
    return {**envelope(number), "id": f"generated-{number}", **changed}


def _whole(number: int) -> bytes:
    return raw(number, id=f"generated-{number}")


def _dumped(message: dict[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=True).encode()
