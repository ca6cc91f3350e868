"""What an event says: the payload that Standard Webhooks 1.0 recommends, `{type, timestamp, data}`, with its id and
whose case it is."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, get_args

from services.notifications.domain.subscription import NAMED_ALONE
from shared.contracts.cases import (
    CaseCancelled,
    CaseClosed,
    CaseNeedsCorrection,
    CaseOpened,
    CaseProgressed,
    CaseRaised,
    CaseRefused,
    CaseWaiting,
    Progress,
)
from shared.contracts.notifying import RecipientBounced, SubscriptionDisabled
from shared.contracts.stock import StockLow

CaseEvent = (
    CaseOpened
    | CaseProgressed
    | CaseNeedsCorrection
    | CaseWaiting
    | CaseRaised
    | CaseRefused
    | CaseCancelled
    | CaseClosed
)
AboutTelling = SubscriptionDisabled | RecipientBounced
Told = CaseEvent | StockLow | AboutTelling
CASE_EVENTS: tuple[type[Any], ...] = get_args(CaseEvent)
TOLD: tuple[type[Any], ...] = get_args(Told)

PROGRESS: tuple[str, ...] = get_args(Progress)
NOT_SAID = ("client", "progress", "parties")
"""Fields of messages that do not stand in `data`: said beside it, in the event's name, or to nobody."""

EVENT_NAMES = (
    "case.opened",
    *(f"case.{progress}" for progress in PROGRESS),
    "case.needs_correction",
    "case.waiting",
    "case.raised",
    "case.refused",
    "case.cancelled",
    "case.closed",
    *NAMED_ALONE,
)
"""All that a client can subscribe to, and all that stands in the log."""


def event_name(message: Told) -> str:
    """`case.closed` for `case.closed.v1`; progress goes by its own name, such as `case.invoice_issued`."""
    if isinstance(message, CaseProgressed):
        return f"case.{message.progress}"
    return message.definition.type.rsplit(".", 1)[0]


def body(message: Told, id: str, at: datetime) -> str:
    """The JSON text of the event with this id, the same in webhooks, in the log and in the live stream. data: the
    message's fields; decimals as strings, instants in UTC.

    The messages of intake carry no personal data, hence neither does this.
    """
    data = {
        field.name: _plain(getattr(message, field.name))
        for field in fields(message)
        if field.name not in NOT_SAID
    }
    return as_text(id, event_name(message), at, client_of(message), data)


def as_text(id: str, type: str, at: datetime, client: str, data: Mapping[str, Any]) -> str:
    """The JSON text of a payload."""
    payload = {"id": id, "type": type, "timestamp": instant(at), "client": client, "data": data}
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))


def client_of(message: Told) -> str:
    """Whose case or subscription it is; empty for what is about the whole organisation."""
    return "" if isinstance(message, StockLow) else message.client


def case_of(message: Told) -> str:
    """The case that it is about; empty for what is about none."""
    return "" if isinstance(message, StockLow | SubscriptionDisabled) else message.case


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return str(value)
        case datetime():
            return instant(value)
        case tuple():
            return [_plain(part) for part in value]
        case _:
            return value


def instant(at: datetime) -> str:
    """As it stands in payloads: UTC, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
