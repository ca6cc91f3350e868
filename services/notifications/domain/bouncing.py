"""Addresses that take no mail: noted, told to whoever asked for it, and not tried again until somebody allows it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from services.notifications.domain.subscribing import switched_off
from services.notifications.domain.subscription import ClientSubscriptions, id_of
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need, refused
from shared.contracts.notifying import AllowRecipient, NoteBounce, RecipientBounced

OF_THE_ADDRESS = ("5.1.", "5.2.")
"""Enhanced codes that blame the address or its mailbox for good (RFC 3463, sections 3.2 and 3.3)."""

_UNKNOWN = refused("gone", "No such address bounced.", "Read the list of bounces again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A party's address that bounced. id: `tenant/client/bounce`.

    bounce: a keyed hash of the address, by which it is known again without being read; case, role: where it bounced
    last; status: the mail server's codes; allowed_at: since when it may be tried again, None while it may not.
    """

    id: str
    tenant: str
    client: str
    bounce: str
    subscription: str
    case: str
    role: str
    status: str
    bounced_at: datetime
    allowed_at: datetime | None = None


def bounce_key(tenant: str, client: str, bounce: str) -> str:
    """The id of a Bounce: each client's are its own."""
    return f"{tenant}/{client}/{bounce}"


def needed(message: NoteBounce, moment: Moment) -> Iterable[Need]:
    yield Key(ClientSubscriptions, id_of(moment.tenant, message.client))
    if message.role:
        yield Key(Bounce, bounce_key(moment.tenant, message.client, message.bounce))


def note(message: NoteBounce, known: Known, moment: Moment) -> Decision:
    """A fixed address takes its subscription with it; a party's address alone is left out from now on."""
    told = RecipientBounced(
        bounce=message.bounce,
        subscription=message.subscription,
        client=message.client,
        case=message.case,
        role=message.role,
        status=message.status,
    )
    if message.role:
        return _noted(message, told, known, moment)
    client = known.get(ClientSubscriptions, id_of(moment.tenant, message.client))
    off = switched_off(client, message.subscription, f"the address bounced: {message.status}")
    return NOTHING if off is NOTHING else replace(off, send=(*off.send, told))


def _noted(message: NoteBounce, told: RecipientBounced, known: Known, moment: Moment) -> Decision:
    id = bounce_key(moment.tenant, message.client, message.bounce)
    before = known.get(Bounce, id)
    if before is not None and before.allowed_at is None:
        return NOTHING
    bounce = Bounce(
        id=id,
        tenant=moment.tenant,
        client=message.client,
        bounce=message.bounce,
        subscription=message.subscription,
        case=message.case,
        role=message.role,
        status=message.status,
        bounced_at=moment.now,
    )
    return Decision(save=(bounce,), send=(told,))


def allow_needed(message: AllowRecipient, moment: Moment) -> Iterable[Need]:
    return (Key(Bounce, bounce_key(moment.tenant, message.client, message.bounce)),)


def allow(message: AllowRecipient, known: Known, moment: Moment) -> Decision:
    """Try the address again from now on. What was given up meanwhile stays so until it is asked for again."""
    bounce = known.get(Bounce, bounce_key(moment.tenant, message.client, message.bounce))
    if bounce is None:
        return Decision(answer=_UNKNOWN)
    if bounce.allowed_at is not None:
        return NOTHING
    return Decision(save=(replace(bounce, allowed_at=moment.now),))
