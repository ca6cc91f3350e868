"""Another body for a failed message: proposed by one person, approved by a second one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.contracts.codec import Envelope, decode, envelope_of
from shared.contracts.decision import Answer, refused
from shared.contracts.errors import CoulisseError
from shared.contracts.failures import Changed
from shared.contracts.values import Actor

State = Literal["proposed", "approved", "rejected", "sent", "outdated"]
"""approved: on its way to the message's service. sent: retried with the new body. outdated: the message was not failed
any more."""

_FIXED = ("id", "source", "type", "tenant", "subject")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """The service keeps the original; here is what differs from it, and the body as it would be sent."""

    id: str
    tenant: str
    service: str
    failure: str
    by: Actor
    reason: str
    proposed_at: datetime
    body: str
    differences: tuple[Changed, ...]
    state: State = "proposed"
    decided_by: Actor | None = None
    decided_at: datetime | None = None
    note: str = ""


def objection(original: str, body: str, receiver: str, tenant: str, house: str) -> Answer | None:
    """Why a body cannot be sent instead of the original; None when it can.

    receiver: the service that would get it; tenant: whoever proposes it; house: the tenant that may speak for all.
    """
    try:
        decoded = decode(body.encode())
    except CoulisseError as error:
        return refused(
            "unreadable_body",
            "The body does not keep to the contract of its message: {reason}",
            "Mend what is named and propose it again.",
            "/body",
            values={"reason": str(error)},
        )
    if receiver not in decoded.message.definition.receivers:
        return refused(
            "foreign_message",
            "The service that keeps this message does not receive messages of this type.",
            "Keep the type of the message.",
            "/body",
        )
    new, old = decoded.envelope, envelope_of(original.encode())
    if old is not None and (changed := _moved(old, new)):
        return refused(
            "envelope_changed",
            "The attribute {attribute} of the message may not change.",
            "Change what stands under data only.",
            "/body",
            values={"attribute": changed},
        )
    if tenant not in (new.tenant, house):
        return refused(
            "foreign_tenant",
            "The body names another organisation.",
            "Keep the organisation of the message.",
            "/body",
        )
    return None


def _moved(old: Envelope, new: Envelope) -> str:
    return next((name for name in _FIXED if getattr(old, name) != getattr(new, name)), "")
