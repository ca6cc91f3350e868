"""What the database says about a delivery at the moment of sending: rotated secrets and deletions count at
once."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bson.codec_options import CodecOptions
from pymongo.database import Database

from services.notifications.collections import DELIVERIES, SUBSCRIPTIONS
from services.notifications.domain.delivery import SendWebhook
from services.notifications.domain.subscription import id_of

_TIME_LIMIT_MS = 2000


@dataclass(frozen=True, slots=True)
class Order:
    """What to send where. sealed_secrets: to sign with, the newest first."""

    url: str
    body: str = field(repr=False)
    sealed_secrets: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class NoOrder:
    """Nothing is to be sent any more."""

    why: str


class Orders:
    """Reads the notifications database."""

    def __init__(self, database: Database[dict[str, Any]]) -> None:
        aware: CodecOptions[dict[str, Any]] = CodecOptions(tz_aware=True)
        self._subscriptions = database.get_collection(SUBSCRIPTIONS, codec_options=aware)
        self._deliveries = database.get_collection(DELIVERIES, codec_options=aware)
        self._effects = database.get_collection("effects", codec_options=aware)

    def order_for(self, tenant: str, what: SendWebhook, now: datetime) -> Order | NoOrder:
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
        secrets = [subscription["sealed_secret"]]
        old_until = subscription["old_until"]
        if subscription["sealed_old_secret"] and old_until is not None and now < old_until:
            secrets.append(subscription["sealed_old_secret"])
        return Order(subscription["url"], delivery["body"], tuple(secrets))

    def has_answered_since(self, subscription: str, since: datetime) -> bool:
        """Whether anything sent to this subscription was accepted since then."""
        accepted = self._effects.find_one(
            {"what.subscription": subscription, "state": "done", "attempts.at": {"$gte": since}},
            {"_id": 1},
            max_time_ms=_TIME_LIMIT_MS,
        )
        return accepted is not None

    def _subscription(self, tenant: str, what: SendWebhook) -> dict[str, Any] | None:
        client = self._subscriptions.find_one(
            {"_id": id_of(tenant, what.client), "tenant": tenant},
            {"subscriptions": {"$elemMatch": {"id": what.subscription}}},
            max_time_ms=_TIME_LIMIT_MS,
        )
        found: list[dict[str, Any]] = (client or {}).get("subscriptions", [])
        return found[0] if found else None
