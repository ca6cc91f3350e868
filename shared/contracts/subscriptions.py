"""Messages of notifications: who wants to be told, and what became of it."""

from datetime import datetime

from shared.contracts.message import Message, command
from shared.contracts.values import Actor

BY_CLIENT = ("client",)

SECRET_PURPOSE = "webhook-secret"  # noqa: S105 - names what the key is for
"""What a signing secret (`whsec_` and base64, as the client was given it) is sealed for."""


@command("subscription.create.v1", by="gateway", to="notifications", partition_by=BY_CLIENT)
class CreateSubscription(Message):
    """events: names such as `case.closed`, or `*`. sealed_secret: the signing secret under the master key."""

    subscription: str
    client: str
    url: str
    events: tuple[str, ...]
    sealed_secret: str
    actor: Actor


@command("subscription.rotate.v1", by="gateway", to="notifications", partition_by=BY_CLIENT)
class RotateSecret(Message):
    """A new secret; the old one signs too until `old_until`."""

    subscription: str
    client: str
    sealed_secret: str
    old_until: datetime
    actor: Actor


@command("subscription.delete.v1", by="gateway", to="notifications", partition_by=BY_CLIENT)
class DeleteSubscription(Message):
    subscription: str
    client: str
    actor: Actor


@command("subscription.disable.v1", by="notifications", to="notifications", partition_by=BY_CLIENT)
class DisableSubscription(Message):
    """The endpoint answered 410 Gone, or refused for days."""

    subscription: str
    client: str
    reason: str


@command("delivery.redeliver.v1", by="gateway", to="notifications", partition_by=BY_CLIENT)
class Redeliver(Message):
    """Send one notification again, under its old id."""

    delivery: str
    client: str
    actor: Actor
