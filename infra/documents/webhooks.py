"""Webhooks in the AsyncAPI document: one message for each name of an event."""

from typing import Any

from services.notifications.domain.payload import PROGRESS
from shared.contracts.cases import (
    CaseCancelled,
    CaseClosed,
    CaseNeedsCorrection,
    CaseOpened,
    CaseProgressed,
    CaseRaised,
    CaseRefused,
    CaseWaiting,
)
from shared.contracts.message import Message
from shared.contracts.notifying import RecipientBounced, SubscriptionDisabled
from shared.contracts.stock import StockLow

_TOLD: tuple[type[Message], ...] = (
    CaseOpened,
    CaseNeedsCorrection,
    CaseWaiting,
    CaseRaised,
    CaseRefused,
    CaseCancelled,
    CaseClosed,
    StockLow,
    SubscriptionDisabled,
    RecipientBounced,
)


def webhook_messages() -> dict[str, Any]:
    """By name; `data` is the message without what stands beside it."""
    told = {kind.definition.type.removesuffix(".v1"): kind for kind in _TOLD}
    told |= {f"case.{progress}": CaseProgressed for progress in PROGRESS}
    return {f"webhook_{name.replace('.', '_')}": _message(name, kind) for name, kind in sorted(told.items())}


def _message(name: str, kind: type[Message]) -> dict[str, Any]:
    return {
        "name": name,
        "title": f"Webhook {name}",
        "contentType": "application/json",
        "headers": {
            "type": "object",
            "required": ["webhook-id", "webhook-timestamp", "webhook-signature"],
            "properties": {
                "webhook-id": {"type": "string", "description": "The event's id, the same at every attempt."},
                "webhook-timestamp": {"type": "string", "description": "Seconds since 1970 of this attempt."},
                "webhook-signature": {
                    "type": "string",
                    "description": "`v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`; two while rotated.",
                },
            },
        },
        "payload": {
            "type": "object",
            "required": ["id", "type", "timestamp", "client", "data"],
            "properties": {
                "id": {"type": "string"},
                "type": {"const": name},
                "timestamp": {"type": "string", "format": "date-time"},
                "client": {
                    "type": "string",
                    "description": "Whose case it is; empty where none is concerned.",
                },
                "data": {"$ref": f"#/components/schemas/{kind.__name__}"},
            },
        },
    }
