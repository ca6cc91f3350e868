"""Accounting at work over a real database: decisions, and the messages that it sends itself."""

from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo.database import Database

from services.accounting.service import room
from shared.contracts.accounts import AdjustCredit
from shared.contracts.codec import decode, outgoing
from shared.contracts.message import Lane, Message
from shared.persistence.mongo_store import MongoStore
from shared.runtime.batch import Received
from shared.runtime.deciding import Decider

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
Documents = Database[dict[str, Any]]


class Office:
    """Accounting's table over the database; every message a second after the one before."""

    def __init__(self, database: Documents, **environ: str) -> None:
        self.room = room(environ)
        store = MongoStore(database.client, database.name, self.room.collections)
        self._decider = Decider(self.room.name, self.room.table, store, pause=lambda _: None)
        self._told = 0

    def tell(self, message: Message, *, tenant: str = "acme", lane: Lane = "normal") -> list[Message]:
        self._told += 1
        at = NOW + timedelta(seconds=self._told)
        row = outgoing(
            message,
            source=message.definition.senders[0],
            tenant=tenant,
            lane=lane,
            now=at,
            id=f"{self._told:032x}",
        )
        outcome = self._decider.handle([Received(decode(row.body), lane, 0)], at)
        assert (outcome.failed, outcome.delayed) == ([], [])
        sent = [decode(row.body).message for rows in outcome.sent.values() for row in rows]
        return [*sent, *(more for one in sent if isinstance(one, AdjustCredit) for more in self.tell(one))]
