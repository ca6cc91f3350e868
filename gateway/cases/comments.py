"""Comments: the words lie in the vault like personal data, since they may hold some; all else carries a reference."""

from datetime import datetime
from typing import Any

from gateway.access.callers import Caller
from gateway.endpoints import Call
from gateway.house import House, here
from gateway.refusing.problems import not_found
from services.intake.queries import comments

_PREFIX = "cmt_"


def reference(call: Call) -> str:
    """Follows from the request's id and body, so that a retry after a lost answer leaves no second copy."""
    origin = f"{call.request_id}|{call.body_hash.current}"
    return _PREFIX + here().sealer.digest(origin.encode(), "comment-reference")[:32]


def listed(house: House, tenant: str, case: str, after: str | None, limit: int) -> list[dict[str, Any]]:
    """At most `limit` comments of a case, from behind the place `after`. text: None once it was erased."""
    found = comments.comments(house.database("intake"), tenant, case, after=after, limit=limit)
    words = house.vault.read_left(tenant, [one["text"] for one in found])
    return [
        {
            "id": one["text"],
            "place": one["place"],
            "case": case,
            "text": words.get(one["text"], {}).get("text"),
            "who": one["who"],
            "at": one["at"],
        }
        for one in found
    ]


def erased(house: House, caller: Caller, case: str, comment: str, at: datetime) -> datetime | None:
    """Destroy the words of a comment, and tell when that was done. Raises a 404 problem when the tenant's case has no
    such comment."""
    if not comment.startswith(_PREFIX) or house.vault.subject_of(caller.tenant, comment) != case:
        raise not_found()
    house.vault.erase(caller.tenant, comment, at, by=caller.actor)
    return house.vault.held(caller.tenant, [comment])[comment].erased_at
