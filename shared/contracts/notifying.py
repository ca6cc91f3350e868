"""How somebody is told, and what is told of telling itself: values and messages of notifications beside webhooks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.contracts.message import Message, command, event
from shared.contracts.values import Actor, PartyRef

Channel = Literal["webhook", "mail", "chat"]
Language = Literal["en", "fr"]
Pace = Literal["each", "hourly", "daily"]

ADDRESS_PURPOSE = "notification-address"
"""What a mail address, or the secret address of a chat, is sealed for."""

BY_CLIENT = ("client",)
TENANT: tuple[str, ...] = ()
"""Partitioned by the organisation alone, as all that its log of events holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """How and when a person is told, by mail or chat.

    pace: each event at once, or gathered: hourly at the full hour, daily at `hour` (0 to 23). quiet_from, quiet_until:
    `HH:MM`, the first included, the last not, also across midnight; both empty for none. All of them on the clock of
    the organisation's time zone. urgent_passes: whether what is told of urgent cases waits for neither.
    """

    language: Language = "en"
    pace: Pace = "each"
    hour: int = 8
    quiet_from: str = ""
    quiet_until: str = ""
    urgent_passes: bool = True


@command("digest.close.v1", by="notifications", to="notifications", partition_by=TENANT)
class CloseDigest(Message):
    """What was gathered for one subscription is to be told now."""

    digest: str
    client: str
    subscription: str
    due_at: datetime


@command("recipient.note_bounce.v1", by="notifications", to="notifications", partition_by=BY_CLIENT)
class NoteBounce(Message):
    """A mail server said that an address takes no mail, and never will. bounce: the id under which that is kept, a
    keyed hash of the address; role: of the party of `case` whose address it is, empty for a fixed address; status: the
    server's codes, such as `550 5.1.1`, never its words, which may name the address."""

    bounce: str
    subscription: str
    client: str
    case: str
    role: str
    status: str


@command("recipient.report_bounce.v1", by="gateway", to="notifications", partition_by=BY_CLIENT)
class ReportBounce(Message):
    """A mail that had been accepted came back later (RFC 3464). delivery: named by its Message-ID, and the client's
    whose it is; bounce: see NoteBounce; status: the enhanced code alone (RFC 3463), such as `5.1.1`."""

    delivery: str
    client: str
    bounce: str
    status: str
    actor: Actor


@command("recipient.allow.v1", by="gateway", to="notifications", partition_by=BY_CLIENT)
class AllowRecipient(Message):
    """The address that bounced may be tried again."""

    bounce: str
    client: str
    actor: Actor


@event("recipient.bounced.v1", by="notifications", to=("notifications",), partition_by=TENANT)
class RecipientBounced(Message):
    """An address takes no mail and is not tried any more. case: of the party in `role`, both empty for a fixed
    address."""

    bounce: str
    subscription: str
    client: str
    case: str
    role: str
    status: str


@event("subscription.disabled.v1", by="notifications", to=("notifications",), partition_by=TENANT)
class SubscriptionDisabled(Message):
    """A subscription was switched off, not by its client: its endpoint is gone, failed for long, or bounced."""

    subscription: str
    client: str
    channel: Channel
    reason: str


@event("case.parties_changed.v1", by="intake", to=("notifications",), partition_by=TENANT)
class CasePartiesChanged(Message):
    """A correction brought other parties: who is told by role are these from now on."""

    case: str
    client: str
    parties: tuple[PartyRef, ...]


@command("template.set.v1", by="gateway", to="notifications", partition_by=("name",))
class SetTemplate(Message):
    """An organisation's own texts for one kind of event (`case.closed`), for all others (`default`) or for digests
    (`digest`), in one language. A part that is None stays the house's."""

    name: str
    language: Language
    actor: Actor
    subject: str | None = None
    text: str | None = None
    html: str | None = None
    chat: str | None = None


@command("template.reset.v1", by="gateway", to="notifications", partition_by=("name",))
class ResetTemplate(Message):
    """The house's texts are used again."""

    name: str
    language: Language
    actor: Actor
