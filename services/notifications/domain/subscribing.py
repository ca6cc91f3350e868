"""Decisions on subscriptions: made, given a new secret, disabled, deleted. Every repeat changes nothing."""

from collections.abc import Iterable
from dataclasses import replace

from services.notifications.domain.subscription import (
    MOST_SUBSCRIPTIONS,
    ClientSubscriptions,
    RefusedSubscription,
    Subscription,
    id_of,
)
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need
from shared.contracts.errors import NotYetError
from shared.contracts.subscriptions import (
    CreateSubscription,
    DeleteSubscription,
    DisableSubscription,
    RotateSecret,
)

About = CreateSubscription | RotateSecret | DeleteSubscription | DisableSubscription


def needed(message: About, moment: Moment) -> Iterable[Need]:
    return (Key(ClientSubscriptions, id_of(moment.tenant, message.client)),)


def create(message: CreateSubscription, known: Known, moment: Moment) -> Decision:
    """Make a subscription; the one beyond MOST_SUBSCRIPTIONS is refused, and the refusal is kept for the
    client to read."""
    client = _of(message, known, moment)
    if client.find(message.subscription) or client.is_settled(message.subscription):
        return NOTHING
    if len(client.subscriptions) >= MOST_SUBSCRIPTIONS:
        refused = RefusedSubscription(
            id=message.subscription,
            url=message.url,
            reason=f"a client has at most {MOST_SUBSCRIPTIONS} subscriptions: delete one that is not needed",
            refused_at=moment.now,
        )
        return Decision(save=(client.with_refused(refused),))
    made = Subscription(
        id=message.subscription,
        url=message.url,
        events=tuple(dict.fromkeys(message.events)),
        sealed_secret=message.sealed_secret,
        created_at=moment.now,
    )
    return Decision(save=(client.with_new(made),))


def rotate(message: RotateSecret, known: Known, moment: Moment) -> Decision:
    """Sign with a new secret, and with the old one too until `old_until`.

    A secret that is or was just in use is a repeated command. Raises NotYetError when the creation is still
    on its way.
    """
    client = _of(message, known, moment)
    subscription = client.find(message.subscription)
    if subscription is None:
        if client.is_settled(message.subscription):
            return NOTHING
        raise NotYetError(f"subscription {message.subscription} does not exist yet")
    if message.sealed_secret in (subscription.sealed_secret, subscription.sealed_old_secret):
        return NOTHING
    rotated = replace(
        subscription,
        sealed_secret=message.sealed_secret,
        sealed_old_secret=subscription.sealed_secret,
        old_until=message.old_until,
    )
    return Decision(save=(client.with_changed(rotated),))


def delete(message: DeleteSubscription, known: Known, moment: Moment) -> Decision:
    """Forget a subscription with its secrets; what still waits to be sent to it is given up when its turn
    comes."""
    client = _of(message, known, moment)
    if message.subscription in client.deleted:
        return NOTHING
    return Decision(save=(client.without(message.subscription),))


def disable(message: DisableSubscription, known: Known, moment: Moment) -> Decision:
    """Send nothing more to an endpoint that is gone or has failed for days."""
    client = _of(message, known, moment)
    subscription = client.find(message.subscription)
    if subscription is None or subscription.state == "disabled":
        return NOTHING
    disabled = replace(subscription, state="disabled", reason=message.reason)
    return Decision(save=(client.with_changed(disabled),))


def _of(message: About, known: Known, moment: Moment) -> ClientSubscriptions:
    id = id_of(moment.tenant, message.client)
    found = known.get(ClientSubscriptions, id)
    return found or ClientSubscriptions(id=id, tenant=moment.tenant, client=message.client)
