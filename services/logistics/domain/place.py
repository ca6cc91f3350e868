"""Where a case stands in the queue for an article."""

from datetime import datetime

from shared.contracts.message import Lane


def place_in_queue(lane: Lane, since: datetime, case: str) -> str:
    """A text that sorts as claims do: urgent before normal, then who has waited longer, then the case's id.

    A case keeps its place for life, whichever article it waits for.
    """
    rank = "0" if lane == "urgent" else "1"
    return f"{rank} {since.isoformat(timespec='milliseconds')} {case}"
