"""Comments: the words lie in the vault like personal data, since they may hold some; all else carries a reference."""

from typing import Any

from gateway.endpoints import Call
from gateway.house import House, here
from services.intake.queries import comments


def reference(call: Call) -> str:
    """Follows from the request's id and body, so that a retry after a lost answer leaves no second copy."""
    origin = f"{call.request_id}|{call.body_hash.current}"
    return "cmt_" + here().sealer.digest(origin.encode(), "comment-reference")[:32]


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
