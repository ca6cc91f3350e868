"""Words that stand in several places of the interface, under one name each.

A generated client then has one type for each of them (`Priority`), instead of one for every field that holds it.
"""

from collections.abc import Iterable, Mapping

from gateway.access.scopes import SCOPES
from gateway.answering import versions
from gateway.schemas import cases, parties, shown_cases, tasks
from services.notifications.queries.event_names import EVENT_NAMES

VERSION = "InterfaceVersion"

VOCABULARY: Mapping[str, tuple[str, ...]] = {
    VERSION: versions.VERSIONS,
    "AcknowledgementState": ("unacknowledged", "acknowledged"),
    "CaseStatus": cases.STATUSES,
    "Channel": ("webhook", "mail", "chat"),
    "ClaimOutcome": ("paid", "refused", "found", "returned"),
    "DeliveryState": ("pending", "done", "given_up"),
    "EditState": ("proposed", "approved", "rejected", "sent", "outdated"),
    "EventType": EVENT_NAMES,
    "FailureState": ("failed", "retried", "resolved", "archived"),
    "HealthState": ("ok", "degraded", "down"),
    "Held": ("all", "for_invoices", "nothing"),
    "InvoiceKind": ("invoice", "credit_note"),
    "KeyMode": ("live", "test"),
    "Language": ("en", "fr"),
    "MovementKind": ("receipt", "shipment", "count", "recall", "return", "give_back"),
    "Pace": ("each", "hourly", "daily"),
    "ParcelStatus": (
        "announced",
        "in_transit",
        "out_for_delivery",
        "delivered",
        "delayed",
        "lost",
        "returned",
    ),
    "PartyRole": parties.ROLES,
    "PaymentTerms": ("prepaid", "on_account"),
    "Priority": shown_cases.PRIORITIES,
    "RetryState": ("running", "stopping", "stopped", "done"),
    "ReviewAnswer": ("accept", "refuse", "correct"),
    "ReviewState": ("open", "decided", "withdrawn"),
    "RoutingRule": ("nearest", "fullest", "one_parcel"),
    "Scope": tuple(SCOPES),
    "ServiceName": ("intake", "validation", "accounting", "logistics", "notifications", "operations"),
    "ShipmentState": ("dispatched", "recalled"),
    "Supplies": ("goods", "services"),
    "SyncState": ("not_configured", "pending", "sent", "given_up"),
    "TaskKind": tasks.KINDS,
    "TaskState": ("open", "done", "withdrawn"),
    "UnhandledState": ("failed", "archived"),
}

_NAMES = {frozenset(words): name for name, words in VOCABULARY.items()}


def name_of(words: Iterable[str]) -> str | None:
    """Under which name these words are known, in whatever order; None where they stand in one place alone."""
    return _NAMES.get(frozenset(words))


def schema_of(name: str) -> dict[str, object]:
    """The words as a schema. x-enum-varnames: what both generators call those that are no names by themselves."""
    schema: dict[str, object] = {"type": "string", "enum": list(VOCABULARY[name])}
    if name == VERSION:
        schema["x-enum-varnames"] = [f"V{version.replace('-', '_')}" for version in VOCABULARY[name]]
    return schema
