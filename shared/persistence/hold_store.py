"""While a backup is cut, nobody publishes: what is asked for, and who has heard, in the database of each process.

The collection `holds` carries one document, `publishing`, with the `token` of who asks and the instant `until` which it
holds by itself; `holders` says of each living process which token it heard. Instants are those of the database's clock.
"""

from typing import Any

from pymongo.database import Database
from pymongo.write_concern import WriteConcern

from shared.persistence.mongo import reachable

HOLDS = "holds"
HOLDERS = "holders"
PUBLISHING = "publishing"

_FORGOTTEN_MS = 10_000
_TIME_LIMIT_MS = 5_000


class HoldStore:
    """One database's holds. Everything raises UnavailableError."""

    def __init__(self, database: Database[dict[str, Any]]) -> None:
        self._holds = database[HOLDS]
        self._holders = database[HOLDERS].with_options(write_concern=WriteConcern(w=1))

    def wanted(self) -> str:
        """The token of the hold in force; empty when there is none."""
        match = {"_id": PUBLISHING, "$expr": {"$gt": ["$until", "$$NOW"]}}
        with reachable():
            found = self._holds.find_one(match, max_time_ms=_TIME_LIMIT_MS)
        return str(found["token"]) if found else ""

    def report(self, name: str, token: str) -> None:
        """Say that process `name` lives, and publishes nothing by this token; with an empty one it publishes."""
        with reachable():
            self._holders.update_one({"_id": name}, [{"$set": {"at": "$$NOW", "token": token}}], upsert=True)

    def leave(self, name: str) -> None:
        """Forget a process that ends."""
        with reachable():
            self._holders.delete_one({"_id": name})

    def hold(self, token: str, seconds: float) -> None:
        """Ask every process to publish nothing for so long, from now on; asked again, from then on."""
        until = {"$add": ["$$NOW", int(seconds * 1000)]}
        with reachable():
            self._holds.update_one(
                {"_id": PUBLISHING}, [{"$set": {"token": token, "until": until}}], upsert=True
            )

    def release(self, token: str) -> None:
        """Let them publish again, unless somebody else asked meanwhile."""
        with reachable():
            self._holds.delete_one({"_id": PUBLISHING, "token": token})

    def publishing(self, token: str) -> list[str]:
        """Living processes that have not heard this token."""
        living = {"$gt": ["$at", {"$subtract": ["$$NOW", _FORGOTTEN_MS]}]}
        with reachable():
            found = self._holders.find({"token": {"$ne": token}, "$expr": living}, max_time_ms=_TIME_LIMIT_MS)
            return [document["_id"] for document in found]
