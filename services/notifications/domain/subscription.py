"""A client's wish to be told, and all wishes of one client together."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

MOST_SUBSCRIPTIONS = 20
"""Of one client; disabled ones count until they are deleted."""

_REMEMBERED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Where one client wants to be told what.

    events: names such as `case.closed`, or `*`. sealed_old_secret signs beside sealed_secret until old_until.
    state: disabled by its client or because its endpoint is gone or failed for days, `reason` says which.
    revision: counts up with every change of what a client reads.
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

    def wants(self, event: str) -> bool:
        return self.state == "active" and ("*" in self.events or event in self.events)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedSubscription:
    """A subscription that was asked for and not made, and why."""

    id: str
    url: str
    reason: str
    refused_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSubscriptions:
    """All subscriptions of one client. id: `tenant/client`.

    refused and deleted: the latest hundred each, so that a repeated or late command about one of them is
    recognised.
    """

    id: str
    tenant: str
    client: str
    subscriptions: tuple[Subscription, ...] = ()
    refused: tuple[RefusedSubscription, ...] = ()
    deleted: tuple[str, ...] = ()

    def find(self, id: str) -> Subscription | None:
        return next((subscription for subscription in self.subscriptions if subscription.id == id), None)

    def listening_to(self, event: str) -> tuple[Subscription, ...]:
        return tuple(subscription for subscription in self.subscriptions if subscription.wants(event))

    def is_settled(self, id: str) -> bool:
        """Whether this subscription was refused or deleted."""
        return id in self.deleted or any(refused.id == id for refused in self.refused)

    def with_new(self, subscription: Subscription) -> "ClientSubscriptions":
        return replace(self, subscriptions=(*self.subscriptions, subscription))

    def with_refused(self, refused: RefusedSubscription) -> "ClientSubscriptions":
        return replace(self, refused=(*self.refused, refused)[-_REMEMBERED:])

    def with_changed(self, changed: Subscription) -> "ClientSubscriptions":
        """The subscription in its new form, as its next revision."""
        changed = replace(changed, revision=changed.revision + 1)
        return replace(
            self, subscriptions=tuple(changed if old.id == changed.id else old for old in self.subscriptions)
        )

    def without(self, id: str) -> "ClientSubscriptions":
        """Also when there is no such subscription yet: its creation then makes none."""
        return replace(
            self,
            subscriptions=tuple(old for old in self.subscriptions if old.id != id),
            refused=tuple(old for old in self.refused if old.id != id),
            deleted=(*self.deleted, id)[-_REMEMBERED:],
        )


def id_of(tenant: str, client: str) -> str:
    """The id of a client's ClientSubscriptions."""
    return f"{tenant}/{client}"
