"""Messages to bytes and back: CloudEvents 1.0 in its JSON format, one strict decode per message.

The decoder refuses what a lenient one lets through: bodies over MOST_BYTES, deep nesting, duplicate keys, NaN (also
as a decimal), instants without zone, wrong types. Unknown fields are ignored, since a newer sender may add some.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

import msgspec

from shared.contracts.catalogue import BY_TYPE
from shared.contracts.decision import derived_id
from shared.contracts.errors import ForeignSenderError, OversizedError, UnknownTypeError, UnreadableError
from shared.contracts.exactness import check_exact, check_instant
from shared.contracts.message import Lane, Message, routing_key
from shared.contracts.quick import quick

CONTENT_TYPE = "application/cloudevents+json"
GATEWAY_SOURCE = "coulisse/gateway"
"""Source of commands that somebody outside handed over and may ask about."""

MOST_BYTES = 1_000_000
MOST_DEPTH = 32
MOST_ID = 255


class Envelope(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """CloudEvents 1.0 attributes; tenant, correlationid, causationid and traceparent are extensions.

    correlationid: the first message of the story; causationid: the message that led to this one.
    """

    specversion: str
    id: str
    source: str
    type: str
    subject: str
    time: datetime
    tenant: str
    correlationid: str = ""
    causationid: str = ""
    traceparent: str = ""


class _Incoming(Envelope, frozen=True, kw_only=True, omit_defaults=True):
    data: msgspec.Raw


class _Outgoing(Envelope, frozen=True, kw_only=True, omit_defaults=True):
    data: Any


@quick
@dataclass(frozen=True, slots=True)
class OutgoingRow:
    """A message ready for the broker. exchange and attempt differ from the default on the ladder only; retry: how often
    somebody ordered that it be tried again after it had failed."""

    id: str
    routing_key: str
    body: bytes
    exchange: str = "coulisse"
    attempt: int = 0
    retry: int = 0


@dataclass(frozen=True, slots=True)
class Decoded:
    """A message and the attributes it travelled with."""

    envelope: Envelope
    message: Message


_encoder = msgspec.json.Encoder()
_incoming = msgspec.json.Decoder(_Incoming)
_by_type: dict[str, msgspec.json.Decoder[Message]] = {
    name: msgspec.json.Decoder(kind) for name, kind in BY_TYPE.items()
}


def encode(message: Message, *, envelope: Envelope) -> bytes:
    """The bytes of one message; `envelope.type` must be the message's own."""
    return _encoder.encode(
        _Outgoing(
            specversion="1.0",
            id=envelope.id,
            source=envelope.source,
            type=envelope.type,
            subject=envelope.subject,
            time=envelope.time,
            tenant=envelope.tenant,
            correlationid=envelope.correlationid,
            causationid=envelope.causationid,
            traceparent=envelope.traceparent,
            data=message,
        )
    )


def outgoing(
    message: Message,
    *,
    source: str,
    tenant: str,
    lane: Lane,
    now: datetime,
    cause: Envelope | None = None,
    id: str | None = None,
    label: str = "",
    traceparent: str = "",
) -> OutgoingRow:
    """A message with its envelope and routing key. Give either its `id`, or its `cause` and a `label` that tells it
    from the cause's other messages: the same cause and label make the same id.

    Raises ForeignSenderError when the contract does not name `source` as a sender, OversizedError when no receiver
    would take the message.
    """
    name = message.definition.type
    if source not in message.definition.senders:
        raise ForeignSenderError(
            f"{source} may not send {name}: its contract names {message.definition.senders}"
        )
    case: str = getattr(message, "case", None) or (cause.subject if cause else "")
    if id is None:
        if cause is None:
            raise ValueError(f"{name}: an outgoing message needs an id or a cause")
        id = derived_id(cause.id, f"{label}:{name}", case)
    subject = case or id
    body = _encoder.encode(
        _Outgoing(
            specversion="1.0",
            id=id,
            source=f"coulisse/{source}",
            type=name,
            subject=subject,
            time=now,
            tenant=tenant,
            correlationid=(cause.correlationid or cause.id) if cause else id,
            causationid=cause.id if cause else "",
            traceparent=traceparent or (cause.traceparent if cause else ""),
            data=message,
        )
    )
    if len(body) > MOST_BYTES:
        raise OversizedError(f"a {name} of {len(body)} bytes: no receiver takes more than {MOST_BYTES}")
    return OutgoingRow(id, routing_key(lane, tenant, message), body)


def decode(body: bytes) -> Decoded:
    """Read one message. Raises UnreadableError (never quoting the content) or UnknownTypeError."""
    if len(body) > MOST_BYTES:
        raise UnreadableError(f"the body has {len(body)} bytes, {MOST_BYTES} are allowed")
    try:
        incoming = _incoming.decode(body)
        decoder = _by_type.get(incoming.type)
        if decoder is None:
            raise UnknownTypeError(f"no message of type {incoming.type[:80]!r} is known here")
        message = decoder.decode(incoming.data)
    except (msgspec.MsgspecError, ValueError, OverflowError) as error:  # UnicodeDecodeError is a ValueError
        raise UnreadableError(_without_values(error)) from None
    except RecursionError:
        raise UnreadableError(f"nested deeper than {MOST_DEPTH}") from None
    if incoming.specversion != "1.0" or not 0 < len(incoming.id) <= MOST_ID or not incoming.tenant:
        raise UnreadableError(
            f"specversion must be 1.0, id have 1 to {MOST_ID} characters, tenant not be empty"
        )
    check_instant(incoming.time, "$.time")
    check_exact(message)
    if encode(message, envelope=incoming) != body:
        _check_strictly(body)
    return Decoded(incoming, message)


def envelope_of(body: bytes) -> Envelope | None:
    """The attributes of a message that `decode` refuses, for whoever has to find it; None when they are unreadable
    too. They are what its sender claims, nothing more."""
    try:
        return _incoming.decode(body) if len(body) <= MOST_BYTES else None
    except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError):
        return None


def _without_values(error: Exception) -> str:
    """The decoder's own words, less the value it may quote."""
    return str(error).split("Invalid enum value")[0] or "a value is not one of those allowed"


def _check_strictly(body: bytes) -> None:
    """What differs from our own encoding is read once more, slowly, for what typed decoding does not see."""
    depth = deepest = 0
    for byte in body:
        if byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    if deepest > MOST_DEPTH:
        raise UnreadableError(f"nested {deepest} deep, {MOST_DEPTH} is allowed")
    try:
        json.loads(body, object_pairs_hook=_no_duplicates, parse_constant=_no_constants)
    except ValueError as error:
        raise UnreadableError(str(error)) from None


def _no_duplicates(pairs: list[tuple[str, Any]]) -> None:
    names = {name for name, _ in pairs}
    if len(names) != len(pairs):
        raise ValueError("an object has the same key twice")


def _no_constants(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")
