"""Decisions on subscriptions: made, given a new secret, disabled, deleted. Every repeat changes nothing."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from services.notifications.domain.subscription import (
    MOST_SUBSCRIPTIONS,
    ClientSubscriptions,
    RefusedSubscription,
    Subscription,
    id_of,
)
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need, refused
from shared.contracts.errors import NotYetError
from shared.contracts.notifying import SubscriptionDisabled
from shared.contracts.subscriptions import (
    ChangeSubscription,
    CreateSubscription,
    DeleteSubscription,
    DisableSubscription,
    EnableSubscription,
    RotateSecret,
)

About = (
    CreateSubscription
    | RotateSecret
    | ChangeSubscription
    | EnableSubscription
    | DeleteSubscription
    | DisableSubscription
)
PAUSED = "paused by its client"

GONE = refused("gone", "The subscription was deleted, or never made.", "Make a new one.")
_CHANGED = refused(
    "version_mismatch",
    "The subscription was changed since it was read.",
    "Read it again, and repeat the change with its new entity tag.",
)
_NOT_SIGNED = refused(
    "not_signed", "Only webhooks are signed: this subscription has no secret.", "Leave out the rotation."
)
_TOO_MANY = refused(
    "too_many_subscriptions",
    "A client has at most {most} subscriptions.",
    "Delete one that is not needed.",
    values={"most": str(MOST_SUBSCRIPTIONS)},
)


def needed(message: About, moment: Moment) -> Iterable[Need]:
    return (Key(ClientSubscriptions, id_of(moment.tenant, message.client)),)


def create(message: CreateSubscription, known: Known, moment: Moment) -> Decision:
    """Make a subscription; the one beyond MOST_SUBSCRIPTIONS is refused, and the refusal is kept for the
    client to read."""
    client = _of(message, known, moment)
    if client.find(message.subscription) or client.is_settled(message.subscription):
        return NOTHING
    if len(client.subscriptions) >= MOST_SUBSCRIPTIONS:
        refusal = RefusedSubscription(
            id=message.subscription,
            url=message.url,
            reason=f"a client has at most {MOST_SUBSCRIPTIONS} subscriptions: delete one that is not needed",
            refused_at=moment.now,
            channel=message.channel,
        )
        return Decision(save=(client.with_refused(refusal),), answer=_TOO_MANY)
    made = Subscription(
        id=message.subscription,
        url=message.url,
        events=tuple(dict.fromkeys(message.events)),
        sealed_secret=message.sealed_secret,
        created_at=moment.now,
        channel=message.channel,
        sealed_address=message.sealed_address,
        role=message.role,
        format=message.format,
        preference=message.preference,
    )
    return Decision(save=(client.with_new(made),))


def rotate(message: RotateSecret, known: Known, moment: Moment) -> Decision:
    """Sign with a new secret, and with the old one too until `old_until`.

    A secret that is or was just in use is a repeated command. Raises NotYetError when the creation is still
    on its way.
    """
    client = _of(message, known, moment)
    subscription = _existing(client, message.subscription)
    if subscription is None:
        return Decision(answer=GONE)
    if subscription.channel != "webhook":
        return Decision(answer=_NOT_SIGNED)
    if message.sealed_secret in (subscription.sealed_secret, subscription.sealed_old_secret):
        return NOTHING
    rotated = replace(
        subscription,
        sealed_secret=message.sealed_secret,
        sealed_old_secret=subscription.sealed_secret,
        old_until=message.old_until,
    )
    return Decision(save=(client.with_changed(rotated),))


def change(message: ChangeSubscription, known: Known, moment: Moment) -> Decision:
    """Give it another address, other events, or pause it; nothing when its client has read an older revision."""
    client = _of(message, known, moment)
    before = _existing(client, message.subscription)
    if before is None:
        return Decision(answer=GONE)
    if message.revision not in (None, before.revision):
        return Decision(answer=_CHANGED)
    after = replace(before, **_changes(message))
    if message.disabled is not None and message.disabled != (before.state == "disabled"):
        after = _paused(after) if message.disabled else _enabled(after, moment)
    return NOTHING if after == before else Decision(save=(client.with_changed(after),))


def _changes(message: ChangeSubscription) -> dict[str, Any]:
    names = ("url", "sealed_address", "role", "preference")
    changes = {name: value for name in names if (value := getattr(message, name)) is not None}
    return changes if message.events is None else changes | {"events": tuple(dict.fromkeys(message.events))}


def enable(message: EnableSubscription, known: Known, moment: Moment) -> Decision:
    """Send to it again. What was given up meanwhile stays so until it is asked for again."""
    client = _of(message, known, moment)
    before = _existing(client, message.subscription)
    if before is None:
        return Decision(answer=GONE)
    if before.state == "active":
        return NOTHING
    return Decision(save=(client.with_changed(_enabled(before, moment)),))


def delete(message: DeleteSubscription, known: Known, moment: Moment) -> Decision:
    """Forget a subscription with its secrets; what still waits to be sent to it is given up when its turn
    comes."""
    client = _of(message, known, moment)
    if message.subscription in client.deleted:
        return NOTHING
    return Decision(save=(client.without(message.subscription),))


def disable(message: DisableSubscription, known: Known, moment: Moment) -> Decision:
    """Send nothing more to an endpoint that is gone or has failed for days, and tell whoever asked to hear of it."""
    return switched_off(_of(message, known, moment), message.subscription, message.reason)


def switched_off(client: ClientSubscriptions | None, id: str, reason: str) -> Decision:
    """Not by its client, who is therefore told; nothing when it is gone or switched off already."""
    subscription = client.find(id) if client else None
    if client is None or subscription is None or subscription.state == "disabled":
        return NOTHING
    disabled = replace(subscription, state="disabled", reason=reason)
    told = SubscriptionDisabled(
        subscription=id, client=client.client, channel=subscription.channel, reason=reason
    )
    return Decision(save=(client.with_changed(disabled),), send=(told,))


def _existing(client: ClientSubscriptions, id: str) -> Subscription | None:
    """The subscription, None when it is gone for good. Raises NotYetError when its creation is still on its way."""
    found = client.find(id)
    if found is None and not client.is_settled(id):
        raise NotYetError(f"subscription {id} does not exist yet")
    return found


def _paused(subscription: Subscription) -> Subscription:
    return replace(subscription, state="disabled", reason=PAUSED)


def _enabled(subscription: Subscription, moment: Moment) -> Subscription:
    return replace(subscription, state="active", reason="", enabled_at=moment.now)


def _of(message: About, known: Known, moment: Moment) -> ClientSubscriptions:
    id = id_of(moment.tenant, message.client)
    found = known.get(ClientSubscriptions, id)
    return found or ClientSubscriptions(id=id, tenant=moment.tenant, client=message.client)
