"""Where the next page of a list begins that is kept newest first."""

from typing import Any


def older_than(last: dict[str, Any], instant: str) -> dict[str, Any]:
    """A filter for what comes after the document `last`, to be joined to others by `$and`: tight bounds on the
    instant, and the id among those of the same one."""
    at = last[instant]
    return {instant: {"$lte": at}, "$or": [{instant: {"$lt": at}}, {"_id": {"$lt": last["_id"]}}]}


def beyond(last: dict[str, Any], *fields: str, newest_first: bool = False) -> dict[str, Any]:
    """The same for a list in the order of several fields, the id the last of them."""
    further, first_bound = ("$lt", "$lte") if newest_first else ("$gt", "$gte")
    ways = [
        {**{same: last[same] for same in fields[:place]}, field: {further: last[field]}}
        for place, field in enumerate(fields)
    ]
    return {fields[0]: {first_bound: last[fields[0]]}, "$or": ways}


def together(*filters: dict[str, Any]) -> dict[str, Any]:
    """All filters at once; the same field may be bounded by several."""
    return {"$and": [one for one in filters if one]}
