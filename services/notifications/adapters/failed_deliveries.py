"""Performs FindFailed: reads one piece of what was given up, and asks for each of it to be sent again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pymongo.database import Database

from services.notifications.domain.redelivery import FindFailed
from shared.contracts.message import Message
from shared.contracts.subscriptions import NoteRedelivered, Redeliver
from shared.contracts.values import Actor
from shared.runtime.performing import Done, Effort, Performer, Result

AT_A_TIME = 100
DELAYS = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600))
_TIME_LIMIT_MS = 2000
_ACTOR = Actor(kind="service", id="notifications")


@dataclass(frozen=True)
class FailedDeliveries:
    """Reads the notifications database."""

    database: Database[dict[str, Any]]

    def performer(self) -> Performer[FindFailed]:
        return Performer(kind=FindFailed, perform=self.perform, exhausted=exhausted, delays=DELAYS)

    def perform(self, efforts: Sequence[Effort[FindFailed]]) -> list[Result]:
        return [self._piece(effort) for effort in efforts]

    def _piece(self, effort: Effort[FindFailed]) -> Result:
        what = effort.what
        ids = self.given_up(what, effort.tenant)
        again = [Redeliver(delivery=id, client=what.owner, actor=_ACTOR) for id in ids]
        progress = NoteRedelivered(
            redelivery=what.redelivery,
            client=what.owner,
            piece=what.piece,
            asked=len(ids),
            after=ids[-1] if ids else "",
            finished=len(ids) < AT_A_TIME,
        )
        return Done(send=(*again, progress), note=f"{len(ids)} deliveries")

    def given_up(self, what: FindFailed, tenant: str) -> list[str]:
        """The piece's deliveries, oldest first, at most AT_A_TIME."""
        wanted = {
            "what.subscription": what.target,
            "state": "given_up",
            "_id": {"$gt": what.after, "$lt": what.until},
            "tenant": tenant,
            "what.client": what.owner,
        }
        rows = self.database.effects.find(wanted, {"_id": 1}, max_time_ms=_TIME_LIMIT_MS)
        return [row["_id"] for row in rows.sort("_id", 1).limit(AT_A_TIME)]


def exhausted(effort: Effort[FindFailed], why: str) -> tuple[Message, ...]:
    """The database would not answer for long: the redelivery ends here, openly."""
    what = effort.what
    return (
        NoteRedelivered(
            redelivery=what.redelivery,
            client=what.owner,
            piece=what.piece,
            asked=0,
            after="",
            finished=True,
            failure=why or "the failed deliveries could not be read",
        ),
    )
