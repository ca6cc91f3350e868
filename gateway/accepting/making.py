"""Calls that do their work at once, done once: the same Idempotency-Key finds the first answer again.

One document each in `made`: `_id` as in `requests`; body_hash; running_until, while the first call works; answer,
once it has one; created_at. It is removed after seven days.

A process may die between the work and its answer. So whatever such a call makes has an id that follows from the
request (gateway.ids.derived_id): the retry makes the same thing again, not a second one.
"""

from datetime import datetime, timedelta
from typing import Any

from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError

from gateway.accepting.acceptance import ANSWER_PURPOSE, Outcome
from gateway.accepting.accepted import Answer
from gateway.accepting.body_hash import BodyHash
from gateway.refusing.problems import Fault, Problem
from shared.security.sealing import Sealer

COLLECTION = "made"
RUNNING_FOR = timedelta(seconds=30)
"""Longer than any such call may take: after that its process is taken for dead."""


class Making:
    """What was done at once under which Idempotency-Key."""

    def __init__(self, made: Collection[dict[str, Any]], sealer: Sealer) -> None:
        self._made = made
        self._sealer = sealer

    def begin(self, id: str, body_hash: BodyHash, now: datetime) -> Outcome | None:
        """None: do the work, then `finish` or `abandon`. Otherwise what became of the same or another request under
        this key; raises a 409 problem while the first one still runs."""
        document = {
            "_id": id,
            "body_hash": body_hash.current,
            "running_until": now + RUNNING_FOR,
            "created_at": now,
        }
        try:
            self._made.insert_one(document)
        except DuplicateKeyError:
            return self._again(id, body_hash, now)
        return None

    def _again(self, id: str, body_hash: BodyHash, now: datetime) -> Outcome | None:
        earlier = self._made.find_one({"_id": id})
        if earlier is None:
            raise _running(1)
        if not body_hash.was(earlier["body_hash"]):
            return Outcome("other_body")
        if "answer" in earlier:
            return self._replayed(earlier["answer"])
        left = (earlier["running_until"] - now).total_seconds()
        if left > 0 or not self._taken_over(earlier, now):
            raise _running(max(1, min(5, round(left))))
        return None

    def _taken_over(self, earlier: dict[str, Any], now: datetime) -> bool:
        as_read = {"_id": earlier["_id"], "running_until": earlier["running_until"]}
        return (
            self._made.update_one(as_read, {"$set": {"running_until": now + RUNNING_FOR}}).modified_count == 1
        )

    def _replayed(self, answer: dict[str, Any]) -> Outcome:
        body = self._sealer.unseal_bytes(bytes(answer["body"]), ANSWER_PURPOSE)
        return Outcome("replayed", Answer(answer["status"], body, answer["location"]))

    def finish(self, id: str, answer: Answer) -> None:
        """Keep the answer for retries."""
        self._made.update_one(
            {"_id": id}, {"$set": {"answer": self._sealed(answer)}, "$unset": {"running_until": ""}}
        )

    def abandon(self, id: str) -> None:
        """Nothing was done: the key may be used anew."""
        self._made.delete_one({"_id": id, "answer": {"$exists": False}})

    def remember(self, id: str, body_hash: BodyHash, answer: Answer, now: datetime) -> Outcome:
        """For work that may be done twice without harm: keep the first answer, or give it."""
        document = {
            "_id": id,
            "body_hash": body_hash.current,
            "answer": self._sealed(answer),
            "created_at": now,
        }
        try:
            self._made.insert_one(document)
        except DuplicateKeyError:
            return self._again(id, body_hash, now) or Outcome("stored")
        return Outcome("stored")

    def _sealed(self, answer: Answer) -> dict[str, Any]:
        body = self._sealer.seal_bytes(answer.body, ANSWER_PURPOSE)
        return {"status": answer.status, "location": answer.location, "body": body}


def _running(seconds: int) -> Problem:
    detail = "A request with this Idempotency-Key is still being worked on."
    remedy = "Wait as long as Retry-After says, then send it again with the same key."
    fault = Fault("still_running", detail, remedy, parameter="Idempotency-Key")
    return Problem(409, "still_running", detail, (fault,), headers={"Retry-After": str(seconds)})
