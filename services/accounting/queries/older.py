"""Where the next page of a list begins that is kept newest first by an instant and an id."""

from typing import Any


def older_than(last: dict[str, Any], instant: str) -> dict[str, Any]:
    """A filter for what comes after the document `last`, to be joined to others by `$and`: tight bounds on the
    instant, and the id among those of the same one."""
    at = last[instant]
    return {instant: {"$lte": at}, "$or": [{instant: {"$lt": at}}, {"_id": {"$lt": last["_id"]}}]}


def together(*filters: dict[str, Any]) -> dict[str, Any]:
    """All filters at once; the same field may be bounded by several."""
    return {"$and": [one for one in filters if one]}
