"""Notifications at work: decisions over a real database, and the performer on what they asked for."""

import ssl
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo.database import Database

from services.notifications.adapters.orders import Orders
from services.notifications.adapters.webhooks import Webhooks
from services.notifications.collections import COLLECTIONS
from services.notifications.domain.delivery import SendWebhook
from services.notifications.service import TABLE
from services.notifications.settings import Settings
from shared.contracts.codec import decode, outgoing
from shared.contracts.message import Message
from shared.contracts.subscriptions import SECRET_PURPOSE
from shared.persistence.mapping import from_plain
from shared.persistence.mongo_store import MongoStore
from shared.runtime.batch import Received
from shared.runtime.deciding import Decider
from shared.runtime.performing import Effort, Result
from shared.security.outbound import Resolve, resolve
from shared.security.sealing import Sealer
from tests.unit.notifications.messages import a_creation, a_rotation

ONE_HOUR = timedelta(hours=1)


def a_secret(letter: str) -> str:
    """A signing secret as clients see it, made of one letter."""
    return "whsec_" + b64encode(letter.encode() * 24).decode()


class Sending:
    """Tells messages to notifications and performs the effects that come of them, one attempt at a time."""

    def __init__(
        self,
        database: Database[dict[str, Any]],
        *,
        allow: str = "",
        resolve: Resolve = resolve,
        tls: ssl.SSLContext | None = None,
        within: float = 5.0,
    ) -> None:
        self.database = database
        store = MongoStore(database.client, database.name, COLLECTIONS)
        self._decider = Decider("notifications", TABLE, store, pause=lambda _: None)
        self._sealer = Sealer(b"k" * 32)
        self._told = 0
        settings = Settings.read({"COULISSE_MASTER_KEY_FILE": "unused", "WEBHOOK_ALLOW": allow})
        self.webhooks = Webhooks(
            orders=Orders(database),
            sealer=self._sealer,
            allowed=settings.allowed,
            delays=settings.delays,
            disable_after=settings.disable_after,
            tls=tls or ssl.create_default_context(),
            resolve=resolve,
            within=within,
        )

    def tell(self, *messages: Message, at: datetime | None = None) -> None:
        """Decide on messages of the tenant `acme` as one batch."""
        now = at or datetime.now(UTC).replace(microsecond=0)
        batch = []
        for message in messages:
            self._told += 1
            row = outgoing(
                message,
                source=message.definition.senders[0],
                tenant="acme",
                lane="normal",
                now=now,
                id=f"{self._told:032x}",
            )
            batch.append(Received(decode(row.body), "normal", self._told))
        outcome = self._decider.handle(batch, now)
        assert not outcome.failed, outcome.failed
        assert not outcome.delayed, outcome.delayed

    def subscribe(self, url: str, id: str = "sub_1", letter: str = "a") -> str:
        """A subscription to everything; returns its secret."""
        secret = a_secret(letter)
        self.tell(a_creation(id, url=url, sealed_secret=self._sealer.seal(secret, SECRET_PURPOSE)))
        return secret

    def rotate(self, letter: str, old_until: datetime, id: str = "sub_1") -> str:
        secret = a_secret(letter)
        rotation = a_rotation(id, sealed=self._sealer.seal(secret, SECRET_PURPOSE))
        self.tell(replace(rotation, old_until=old_until))
        return secret

    def effects(self) -> list[dict[str, Any]]:
        return list(self.database["effects"].find().sort("_id", 1))

    def efforts(self, attempt: int = 1) -> list[Effort[SendWebhook]]:
        """The stored effects as the runtime hands them to the performer."""
        return [
            Effort(
                id=effect["_id"],
                what=from_plain(effect["what"], SendWebhook),
                tenant=effect["tenant"],
                subject=effect["subject"],
                destination=effect["destination"],
                attempt=attempt,
                now=datetime.now(UTC),
            )
            for effect in self.effects()
        ]

    def attempt(self, attempt: int = 1) -> Result:
        """Perform the only effect there is."""
        (effort,) = self.efforts(attempt)
        (result,) = self.webhooks.perform([effort])
        return result

    def note(self, id: str, state: str, *, at: datetime, note: str = "") -> None:
        """Log one attempt and set the state, as the runtime does."""
        attempt = {"at": at, "outcome": state, "note": note, "took_ms": 12}
        changed = self.database["effects"].update_one(
            {"_id": id}, {"$set": {"state": state}, "$push": {"attempts": attempt}}
        )
        assert changed.matched_count == 1
