"""What the database says about a delivery at the moment of sending: rotated secrets and deletions count at
once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bson.codec_options import CodecOptions
from pymongo.database import Database

from services.notifications.collections import DELIVERIES, SUBSCRIPTIONS
from services.notifications.domain.delivery import Sending
from services.notifications.domain.subscription import id_of

_TIME_LIMIT_MS = 2000


@dataclass(frozen=True, slots=True)
class Order:
    """What to send to whom: the subscription as it is stored at this moment, and the delivery's body."""

    subscription: Mapping[str, Any] = field(repr=False)
    body: str = field(repr=False)

    def sealed_secrets(self, now: datetime) -> tuple[str, ...]:
        """What a webhook is signed with, the newest first."""
        found = self.subscription
        old, until = found["sealed_old_secret"], found["old_until"]
        return (found["sealed_secret"], *((old,) if old and until is not None and now < until else ()))

    @property
    def language(self) -> str:
        """Of whoever reads it."""
        preference = self.subscription.get("preference") or {}
        return str(preference.get("language", "en"))


@dataclass(frozen=True, slots=True)
class NoOrder:
    """Nothing is to be sent any more."""

    why: str


class Orders:
    """Reads the notifications database. has_ended: whether a tenant is a sandbox that was left behind: from there
    nobody is told anything any more."""

    def __init__(
        self, database: Database[dict[str, Any]], has_ended: Callable[[str], bool] = lambda _: False
    ) -> None:
        self._has_ended = has_ended
        aware: CodecOptions[dict[str, Any]] = CodecOptions(tz_aware=True)
        self._subscriptions = database.get_collection(SUBSCRIPTIONS, codec_options=aware)
        self._deliveries = database.get_collection(DELIVERIES, codec_options=aware)
        self._effects = database.get_collection("effects", codec_options=aware)

    def order_for(self, tenant: str, what: Sending) -> Order | NoOrder:
        if self._has_ended(tenant):
            return NoOrder("not called: its sandbox was begun anew")
        subscription = self._subscription(tenant, what)
        if subscription is None:
            return NoOrder("the subscription was deleted")
        if subscription["state"] != "active":
            return NoOrder(f"the subscription is disabled: {subscription['reason']}")
        delivery = self._deliveries.find_one(
            {"_id": what.delivery, "tenant": tenant}, {"body": 1}, max_time_ms=_TIME_LIMIT_MS
        )
        if delivery is None:
            return NoOrder("the delivery is no longer kept")
        return Order(subscription, delivery["body"])

    def has_answered_since(self, subscription: str, since: datetime) -> bool:
        """Whether anything sent to this subscription was accepted since then."""
        accepted = self._effects.find_one(
            {"what.subscription": subscription, "state": "done", "attempts.at": {"$gte": since}},
            {"_id": 1},
            max_time_ms=_TIME_LIMIT_MS,
        )
        return accepted is not None

    def _subscription(self, tenant: str, what: Sending) -> dict[str, Any] | None:
        client = self._subscriptions.find_one(
            {"_id": id_of(tenant, what.client), "tenant": tenant},
            {"subscriptions": {"$elemMatch": {"id": what.subscription}}},
            max_time_ms=_TIME_LIMIT_MS,
        )
        found: list[dict[str, Any]] = (client or {}).get("subscriptions", [])
        return found[0] if found else None
