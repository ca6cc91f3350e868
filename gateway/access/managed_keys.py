"""The API keys of one organisation, as its administrators manage them."""

from datetime import datetime
from typing import Any

from pymongo.collection import Collection

from gateway.access import api_keys
from gateway.access.api_keys import Terms
from gateway.access.callers import Caller

_HIDDEN = {"secret_hash": 0, "old_secret_hash": 0, "rotated_by": 0}


class ManagedKeys:
    """Those that a caller may see: of both sides of its organisation, or of the test side alone with a test key."""

    def __init__(self, keys: Collection[dict[str, Any]], caller: Caller) -> None:
        self._keys = keys
        self._caller = caller
        self._mine: dict[str, Any] = {"owner": caller.owner}
        if caller.sandbox:
            self._mine["mode"] = "test"

    def page(self, after: str | None, limit: int) -> list[dict[str, Any]]:
        """By id, without secrets."""
        chosen = self._mine | ({"_id": {"$gt": after}} if after else {})
        return list(self._keys.find(chosen, _HIDDEN).sort("_id", 1).limit(limit))

    def one(self, id: str) -> dict[str, Any] | None:
        return self._keys.find_one(self._mine | {"_id": id}, _HIDDEN)

    def create(self, id: str, terms: Terms, now: datetime) -> tuple[dict[str, Any], str]:
        """The key and its text. Under an id that is there already, a request is being made again whose answer was
        lost: its secret was never told, and is replaced."""
        secret = api_keys.new_secret()
        document = api_keys.document_of(id, secret, self._caller.owner, terms, now)
        self._keys.replace_one(self._mine | {"_id": id}, document, upsert=True)
        return document, api_keys.written(terms.mode, id, secret)

    def rotate(
        self, known: dict[str, Any], request_id: str, old_until: datetime
    ) -> tuple[dict[str, Any], str] | None:
        """A new secret; the old one opens until `old_until`. None when somebody was quicker. The same request made
        again replaces the secret that was never told, and keeps the old one."""
        secret = api_keys.new_secret()
        fresh = {"secret_hash": api_keys.hashed(secret), "rotated_by": request_id, "old_until": old_until}
        filter = self._mine | {"_id": known["_id"], "version": known["version"], "revoked_at": None}
        made_again = {"$eq": ["$rotated_by", {"$literal": request_id}]}
        stages: list[dict[str, Any]] = [
            {"$set": {"old_secret_hash": {"$cond": [made_again, "$old_secret_hash", "$secret_hash"]}}},
            {"$set": {name: {"$literal": value} for name, value in fresh.items()}},
            {"$set": {"version": {"$add": ["$version", 1]}}},
        ]
        if self._keys.update_one(filter, stages).modified_count == 0:
            return None
        changed = known | {"old_until": old_until, "version": known["version"] + 1}
        return changed, api_keys.written(known["mode"], known["_id"], secret)

    def revoke(self, known: dict[str, Any], now: datetime) -> dict[str, Any] | None:
        """The key as it is then; None when somebody was quicker."""
        filter = self._mine | {"_id": known["_id"], "version": known["version"]}
        change = {"$set": {"revoked_at": now}, "$inc": {"version": 1}}
        if self._keys.update_one(filter, change).modified_count == 0:
            return None
        return known | {"revoked_at": now, "version": known["version"] + 1}
