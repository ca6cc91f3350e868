"""Messages of notifications: who wants to be told, and what became of it."""

from datetime import datetime

from shared.contracts.message import Message, command
from shared.contracts.notifying import BY_CLIENT, Channel, Preference
from shared.contracts.values import Actor

SECRET_PURPOSE = "webhook-secret"  # noqa: S105 - names what the key is for
"""What a signing secret (`whsec_` and base64, as the client was given it) is sealed for."""


@command("subscription.create.v1", by="gateway", to="notifications", partition_by=BY_CLIENT)
class CreateSubscription(Message):
    """events: names such as `case.closed`, or `*`. sealed_secret: what a webhook is signed with, under the master key.

    url: of a webhook whole, of a chat only as far as anybody may read it, of mail empty. sealed_address: the mail
    address, or the whole address of a chat. role: of the party of a case that is written to instead of a fixed
    address, such as `buyer`; format: how a chat wants its messages, `slack` or `teams`; preference: of mail and chat.
    """

    subscription: str
    client: str
    url: str
    events: tuple[str, ...]
    sealed_secret: str
    actor: Actor
    channel: Channel = "webhook"
    sealed_address: str = ""
    role: str = ""
    format: str = ""
    preference: Preference | None = None


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


@command("subscription.change.v1", by="gateway", to="notifications", partition_by=BY_CLIENT)
class ChangeSubscription(Message):
    """What is None stays as it is. disabled: whether to pause it (true) or to go on (false); revision: the one that
    the client has read, None to change whichever there is."""

    subscription: str
    client: str
    actor: Actor
    url: str | None = None
    events: tuple[str, ...] | None = None
    disabled: bool | None = None
    revision: int | None = None
    sealed_address: str | None = None
    role: str | None = None
    preference: Preference | None = None


@command("subscription.enable.v1", by="gateway", to="notifications", partition_by=BY_CLIENT)
class EnableSubscription(Message):
    """Send again to a subscription that was switched off."""

    subscription: str
    client: str
    actor: Actor


@command("subscription.ping.v1", by="gateway", to="notifications", partition_by=BY_CLIENT)
class PingSubscription(Message):
    """Send a test event, whatever the subscription listens to. `delivery` is the id made at the door."""

    subscription: str
    client: str
    delivery: str
    actor: Actor


@command("delivery.redeliver.v1", by=("gateway", "notifications"), to="notifications", partition_by=BY_CLIENT)
class Redeliver(Message):
    """Send one notification again, under its old id."""

    delivery: str
    client: str
    actor: Actor


@command("delivery.redeliver_failed.v1", by="gateway", to="notifications", partition_by=BY_CLIENT)
class RedeliverFailed(Message):
    """Send everything again that was given up on its way to one subscription and was created from `since` until
    before `until`. `redelivery` is the id made at the door, under which the progress is kept."""

    redelivery: str
    subscription: str
    client: str
    since: datetime
    until: datetime
    actor: Actor


@command("delivery.note_redelivered.v1", by="notifications", to="notifications", partition_by=BY_CLIENT)
class NoteRedelivered(Message):
    """One piece of a redelivery is under way. piece: counted from 1; asked: deliveries in it; after: the last one's
    id; finished: nothing is left, or nothing more can be done because of `failure`."""

    redelivery: str
    client: str
    piece: int
    asked: int
    after: str
    finished: bool
    failure: str = ""
