"""A client's wish to be told, and all wishes of one client together."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from shared.contracts.notifying import Channel, Preference

HOUSE_WIDE = ("stock.low",)
"""Events of the whole organisation, which are told to every client that names them."""

ABOUT_TELLING = ("subscription.disabled", "recipient.bounced")
"""Events of one client's own subscriptions, told to those of its subscriptions that name them."""

NAMED_ALONE = (*HOUSE_WIDE, *ABOUT_TELLING)
"""Events that `*` does not stand for: it means everything of a client's cases."""

MOST_SUBSCRIPTIONS = 20
"""Of one client; disabled ones count until they are deleted."""

_REMEMBERED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Where one client wants to be told what.

    events: names such as `case.closed`, or `*`. sealed_old_secret signs beside sealed_secret until old_until.
    state: disabled by its client or because its endpoint is gone or failed for days, `reason` says which.
    revision: counts up with every change of what a client reads.
    channel, sealed_address, role, format, preference: as CreateSubscription has them. Whoever is told by role is told
    of cases alone. enabled_at: when it was last switched on again, None for never.
    """

    id: str
    url: str
    events: tuple[str, ...]
    sealed_secret: str
    created_at: datetime
    sealed_old_secret: str = ""
    old_until: datetime | None = None
    state: Literal["active", "disabled"] = "active"
    reason: str = ""
    revision: int = 1
    channel: Channel = "webhook"
    sealed_address: str = ""
    role: str = ""
    format: str = ""
    preference: Preference | None = None
    enabled_at: datetime | None = None

    def wants(self, event: str) -> bool:
        if self.state != "active" or (self.role and event in NAMED_ALONE):
            return False
        return event in self.events or ("*" in self.events and event not in NAMED_ALONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedSubscription:
    """A subscription that was asked for and not made, and why."""

    id: str
    url: str
    reason: str
    refused_at: datetime
    channel: Channel = "webhook"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSubscriptions:
    """All subscriptions of one client. id: `tenant/client`.

    refused and deleted: the latest hundred each, so that a repeated or late command about one of them is
    recognised. hears: the house-wide events that its subscriptions name, by which whoever listens to them is found.
    """

    id: str
    tenant: str
    client: str
    subscriptions: tuple[Subscription, ...] = ()
    refused: tuple[RefusedSubscription, ...] = ()
    deleted: tuple[str, ...] = ()
    hears: tuple[str, ...] = ()

    def find(self, id: str) -> Subscription | None:
        return next((subscription for subscription in self.subscriptions if subscription.id == id), None)

    def listening_to(self, event: str) -> tuple[Subscription, ...]:
        return tuple(subscription for subscription in self.subscriptions if subscription.wants(event))

    def is_settled(self, id: str) -> bool:
        """Whether this subscription was refused or deleted."""
        return id in self.deleted or any(refused.id == id for refused in self.refused)

    def with_new(self, subscription: Subscription) -> "ClientSubscriptions":
        return self._with((*self.subscriptions, subscription))

    def with_refused(self, refused: RefusedSubscription) -> "ClientSubscriptions":
        return replace(self, refused=(*self.refused, refused)[-_REMEMBERED:])

    def with_changed(self, changed: Subscription) -> "ClientSubscriptions":
        """The subscription in its new form, as its next revision."""
        changed = replace(changed, revision=changed.revision + 1)
        return self._with(tuple(changed if old.id == changed.id else old for old in self.subscriptions))

    def without(self, id: str) -> "ClientSubscriptions":
        """Also when there is no such subscription yet: its creation then makes none."""
        left = self._with(tuple(old for old in self.subscriptions if old.id != id))
        return replace(
            left,
            refused=tuple(old for old in self.refused if old.id != id),
            deleted=(*self.deleted, id)[-_REMEMBERED:],
        )

    def _with(self, subscriptions: tuple[Subscription, ...]) -> "ClientSubscriptions":
        named = {event for subscription in subscriptions for event in subscription.events}
        hears = tuple(event for event in HOUSE_WIDE if event in named)
        return replace(self, subscriptions=subscriptions, hears=hears)


def id_of(tenant: str, client: str) -> str:
    """The id of a client's ClientSubscriptions."""
    return f"{tenant}/{client}"
