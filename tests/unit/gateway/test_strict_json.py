"""What is refused before anybody looks at a body."""

import contextlib
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.reading.strict_json import DEEPEST, JsonError, decode

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
_NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
_VALUES = st.recursive(
    st.none() | st.booleans() | _NUMBERS | _TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(_VALUES)
def test_ordinary_json_is_read_as_it_was_written(value: object) -> None:
    assert decode(json.dumps(value).encode()) == value


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b'{"a": 1, "a": 2}', "/a"),
        (b'[{"x": {"b/c": 1, "b/c": 2}}]', "/0/x/b~1c"),
        (b'{"\\u0061": 1, "a": 2}', "/a"),
    ],
)
def test_a_key_that_stands_twice_is_pointed_at(body: bytes, pointer: str) -> None:
    with pytest.raises(JsonError) as caught:
        decode(body)

    assert caught.value.pointer == pointer


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"{", "line 1, column 2"),
        (b'{"a":\n  1,}', "line 2, column"),
        (b'{"a": "unfinished', "column"),
        (b"[1] 2", "Extra data"),
        (b"NaN", "NaN"),
        (b"[Infinity]", "Infinity"),
        (b"[-Infinity]", "Infinity"),
        (b"1e999", "too large"),
        (b"123456789012345678901234567890", "64 bits"),
        (b"9223372036854775808", "64 bits"),
        (b"9" * 10_000, "64 bits"),
        (b'["\\ud800"]', "surrogate"),
        (b'{"\\udfff": 1}', "surrogate"),
        (b"\xff\xfe", "offset 0"),
        (b"\xef\xbb\xbf{}", "column 1"),
        ("[1]".encode("utf-16"), "UTF-8"),
    ],
)
def test_what_is_not_strict_json_is_refused_with_its_place(body: bytes, reason: str) -> None:
    with pytest.raises(JsonError, match=reason):
        decode(body)


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert decode(b'["\\ud83d\\ude00"]') == ["\U0001f600"]


def test_nesting_is_bounded() -> None:
    assert decode(b"[" * DEEPEST + b"]" * DEEPEST) is not None
    with pytest.raises(JsonError, match="deep"):
        decode(b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1))
    with pytest.raises(JsonError, match="deep"):
        decode(b'{"a":' * 100_000)


def test_brackets_inside_texts_are_no_nesting() -> None:
    body = json.dumps({"a": "[{" * 1000, "b\\": '"[[['}).encode()

    assert decode(body) == {"a": "[{" * 1000, "b\\": '"[[['}


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 20 + b'"' + b'\\"' * 400_000,
        b"[" * 20 + b'"' + b'\\"' * 400_000 + b"\\",
        b'"' * 900_000 + b"[" * 20,
        b'["' + b"\\\\" * 400_000 + b'"' + b",[]" * 20 + b"]",
    ],
)
def test_no_body_takes_long_to_refuse(body: bytes) -> None:
    begun = time.process_time()

    with contextlib.suppress(JsonError):
        decode(body)

    assert time.process_time() - begun < 1.0


def test_the_content_is_never_quoted() -> None:
    with pytest.raises(JsonError) as caught:
        decode(b'{"iban": "FR7630006000011234567890189", oops')

    assert "FR76" not in str(caught.value)
