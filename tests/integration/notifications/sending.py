"""Notifications at work: decisions over a real database, and the performer on what they asked for."""

import ssl
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from pymongo.database import Database

from services.notifications.adapters.calling import Caller
from services.notifications.adapters.chats import Chats
from services.notifications.adapters.mails import Mails
from services.notifications.adapters.orders import Orders
from services.notifications.adapters.recipients import Recipients
from services.notifications.adapters.relay import Relay
from services.notifications.adapters.switching_off import SwitchingOff
from services.notifications.adapters.webhooks import Webhooks
from services.notifications.collections import COLLECTIONS
from services.notifications.domain.delivery import SendChat, SendMail, SendWebhook
from services.notifications.domain.delivery import Sending as SendingEffect
from services.notifications.service import table
from services.notifications.settings import Settings
from shared.contracts.codec import decode, outgoing
from shared.contracts.message import Message
from shared.contracts.notifying import ADDRESS_PURPOSE, Preference
from shared.contracts.subscriptions import SECRET_PURPOSE
from shared.persistence.mapping import from_plain
from shared.persistence.mongo_store import MongoStore
from shared.runtime.batch import Received
from shared.runtime.deciding import Decider
from shared.runtime.performing import Effort, Result
from shared.security.outbound import Resolve, resolve
from shared.security.sealing import Sealer
from shared.security.vault import Vault
from tests.unit.notifications.messages import a_creation, a_rotation

ONE_HOUR = timedelta(hours=1)
S = TypeVar("S", bound=SendingEffect)


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
        relay: Relay | None = None,
    ) -> None:
        self.database = database
        store = MongoStore(database.client, database.name, COLLECTIONS)
        self._decider = Decider("notifications", table(lambda _: UTC), store, pause=lambda _: None)
        self._sealer = Sealer(b"k" * 32)
        self._told = 0
        settings = Settings.read({"COULISSE_MASTER_KEY_FILE": "unused", "WEBHOOK_ALLOW": allow})
        orders = Orders(database)
        caller = Caller(
            settings.allowed,
            settings.delays,
            tls or ssl.create_default_context(),
            resolve=resolve,
            within=within,
        )
        switching = SwitchingOff(orders, settings.disable_after)
        self.webhooks = Webhooks(orders, self._sealer, caller, switching, settings.delays)
        self.chats = Chats(database, orders, self._sealer, caller, switching, settings.delays)
        self.vault = Vault(database, self._sealer)
        recipients = Recipients(database, self._sealer, self.vault)
        self.mails = Mails(database, orders, recipients, switching, relay, settings.delays)

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

    def mail_to(self, address: str = "", id: str = "sub_1", role: str = "", **more: Any) -> None:
        """A subscription of mail to everything, to a fixed address or a role."""
        sealed = self._sealer.seal(address, ADDRESS_PURPOSE) if address else ""
        fields = {"channel": "mail", "url": "", "sealed_secret": "", "preference": Preference()}
        self.tell(a_creation(id, **{**fields, "sealed_address": sealed, "role": role, **more}))

    def chat_at(self, url: str, format: str, id: str = "sub_1", **more: Any) -> None:
        """A subscription of a chat to everything."""
        sealed = self._sealer.seal(url, ADDRESS_PURPOSE)
        fields = {"channel": "chat", "url": "https://chat.example", "sealed_secret": "", "format": format}
        self.tell(a_creation(id, **{**fields, "sealed_address": sealed, "preference": Preference(), **more}))

    def mail_effort(self, attempt: int = 1) -> Effort[SendMail]:
        """The latest mail that was asked for."""
        return self._efforts("SendMail", SendMail, attempt)[-1]

    def post_mail(self, attempt: int = 1) -> Result:
        """Perform it."""
        (result,) = self.mails.perform([self.mail_effort(attempt)])
        return result

    def post_chat(self) -> Result:
        """Perform the latest message into a chat that was asked for."""
        (*_, effort) = self._efforts("SendChat", SendChat, 1)
        (result,) = self.chats.perform([effort])
        return result

    def rotate(self, letter: str, old_until: datetime, id: str = "sub_1") -> str:
        secret = a_secret(letter)
        rotation = a_rotation(id, sealed=self._sealer.seal(secret, SECRET_PURPOSE))
        self.tell(replace(rotation, old_until=old_until))
        return secret

    def effects(self) -> list[dict[str, Any]]:
        return list(self.database["effects"].find().sort("_id", 1))

    def efforts(self, attempt: int = 1) -> list[Effort[SendWebhook]]:
        """The stored effects as the runtime hands them to the performer."""
        return self._efforts("SendWebhook", SendWebhook, attempt)

    def _efforts(self, name: str, kind: type[S], attempt: int) -> list[Effort[S]]:
        return [
            Effort(
                id=effect["_id"],
                what=from_plain(effect["what"], kind),
                tenant=effect["tenant"],
                subject=effect["subject"],
                destination=effect["destination"],
                attempt=attempt,
                now=datetime.now(UTC),
            )
            for effect in self.effects()
            if effect["kind"] == name
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
