"""What is written is read again alike; what was not written by us is refused in words, and never in another way."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.catalogue import MESSAGES
from shared.contracts.codec import MOST_BYTES, MOST_ID, OutgoingRow, decode, encode, outgoing
from shared.contracts.errors import (
    CoulisseError,
    ForeignSenderError,
    OversizedError,
    UnknownTypeError,
    UnreadableError,
)
from shared.contracts.message import Lane, Message
from shared.contracts.stock import ReserveStock, StockReserved
from shared.contracts.values import StockLine
from tests.unit.contracts.messages import TEXT, any_message, instances

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def sent(message: Message, *, tenant: str = "acme", lane: Lane = "normal", id: str = "m1") -> OutgoingRow:
    source = message.definition.senders[0]
    return outgoing(message, source=source, tenant=tenant, lane=lane, now=NOW, id=id)


def reserve(**changed: Any) -> ReserveStock:
    lines = (StockLine(article="mug", quantity=1),)
    return ReserveStock(
        **{"case": "case_1", "step": "reserve", "warehouse": "main", "lines": lines, **changed}
    )


def body(**changed: Any) -> bytes:
    """A good message's JSON with changed attributes."""
    return json.dumps({**json.loads(sent(reserve()).body), **changed}).encode()


@pytest.mark.parametrize("kind", MESSAGES, ids=lambda kind: kind.definition.type)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_every_message_survives_the_journey(kind: type[Message], data: st.DataObject) -> None:
    message = data.draw(instances(kind))
    tenant = data.draw(TEXT.filter(bool))

    decoded = decode(sent(message, tenant=tenant).body)

    assert decoded.message == message
    assert (decoded.envelope.tenant, decoded.envelope.time) == (tenant, NOW)
    assert encode(decoded.message, envelope=decoded.envelope) == sent(message, tenant=tenant).body


@settings(max_examples=400, deadline=None)
@given(message=any_message(), data=st.data())
def test_mutated_bytes_are_refused_in_our_own_words(message: Message, data: st.DataObject) -> None:
    raw = bytearray(sent(message).body)
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(raw)))
        length = data.draw(st.integers(0, 8))
        pieces = (
            b'"',
            b"[",
            b"{",
            b"}",
            b"1e999",
            b"NaN",
            b"null",
            b"\xff",
            b"\xed\xa0\x80",
            b"\\ud800",
            b",",
        )
        raw[start : start + length] = data.draw(st.one_of(st.sampled_from(pieces), st.binary(max_size=6)))

    with suppress(CoulisseError):
        decode(bytes(raw))


@settings(max_examples=300, deadline=None)
@given(raw=st.binary(max_size=300))
def test_random_bytes_are_unreadable(raw: bytes) -> None:
    with pytest.raises(UnreadableError):
        decode(raw)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(name=st.sampled_from(sorted(json.loads(sent(reserve()).body))), value=json_values)
def test_an_attribute_of_any_value_is_read_or_refused(name: str, value: Any) -> None:
    with suppress(CoulisseError):
        decode(body(**{name: value}))


@settings(max_examples=300, deadline=None)
@given(message=any_message(), value=json_values, data=st.data())
def test_a_field_of_any_value_is_read_or_refused(message: Message, value: Any, data: st.DataObject) -> None:
    whole = json.loads(sent(message).body)
    whole["data"][data.draw(st.sampled_from(sorted(whole["data"])))] = value

    with suppress(CoulisseError):
        decode(json.dumps(whole).encode())


def test_a_newer_senders_fields_are_ignored() -> None:
    decoded = decode(
        body(dataschema="https://example.org/x", data={**json.loads(body())["data"], "more": [1]})
    )

    assert decoded.message == reserve()


@pytest.mark.parametrize(
    "raw",
    [
        body()[:-1] + b', "tenant": "other"}',
        body().replace(b'"warehouse":', b'"warehouse": "other", "warehouse":'),
        body()[:-1] + b', "more": {"a": 1, "a": 2}}',
        body()[:-1] + b', "more": NaN}',
        body()[:-1] + b', "more": ' + b"[" * 40 + b"]" * 40 + b"}",
        body()[:-1] + b', "more": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
        body().replace(b"case_1", b"case_\xff"),
        body().replace(b"case_1", b"\xed\xa0\x80"),
        body(specversion="0.3"),
        body(id=""),
        body(id="x" * (MOST_ID + 1)),
        body(tenant=""),
        body(data=None),
        body(data={"__type__": "datetime", "__value__": "2026-03-02"}),
        b"",
    ],
    ids=lambda raw: repr(raw[-40:]),
)
def test_what_a_lenient_reader_lets_through_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableError):
        decode(raw)


def test_a_body_has_a_largest_size_on_both_ends() -> None:
    with pytest.raises(UnreadableError, match=str(MOST_BYTES)):
        decode(body(subject="x" * MOST_BYTES))
    with pytest.raises(OversizedError):
        sent(reserve(step="x" * MOST_BYTES))


def test_a_refusal_does_not_quote_the_content() -> None:
    secret = "FR7630006000011234567890189"

    with pytest.raises(UnreadableError) as refused:
        decode(body(type="stock.count.v1", data={"count": "c", "actor": {"kind": secret, "id": secret}}))

    assert secret not in str(refused.value)


def test_an_unknown_type_may_be_known_later() -> None:
    with pytest.raises(UnknownTypeError):
        decode(body(type="stock.reserve.v2"))


def test_only_those_whom_the_contract_names_may_send() -> None:
    with pytest.raises(ForeignSenderError):
        outgoing(
            StockReserved(case="case_1", step="reserve"),
            source="accounting",
            tenant="acme",
            lane="normal",
            now=NOW,
            id="m1",
        )


def test_the_same_cause_and_label_make_the_same_id() -> None:
    cause = decode(sent(reserve()).body).envelope
    answer = StockReserved(case="case_1", step="reserve")

    first, again, other = (
        outgoing(
            answer, source="logistics", tenant="acme", lane="normal", now=NOW, cause=cause, label=label
        ).id
        for label in ("0", "0", "1")
    )

    assert first == again != other


def test_a_story_keeps_its_first_message_and_its_trace() -> None:
    first = decode(
        outgoing(
            reserve(),
            source="intake",
            tenant="acme",
            lane="normal",
            now=NOW,
            id="m1",
            traceparent="00-ab-cd-01",
        ).body
    ).envelope
    row = outgoing(
        StockReserved(case="case_1", step="reserve"),
        source="logistics",
        tenant="acme",
        lane="urgent",
        now=NOW,
        cause=first,
    )

    told = decode(row.body).envelope
    assert (told.correlationid, told.causationid, told.traceparent) == ("m1", "m1", "00-ab-cd-01")
    assert row.routing_key.startswith("urgent.")
    assert row.routing_key.endswith(".stock.reserved.v1")
