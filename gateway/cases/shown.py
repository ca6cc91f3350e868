"""Cases as they are shown: the answer is made once for each revision of a case, and shown again while that lasts.

Which revision there is, is asked at every read, so nobody is shown what was true before they asked; clients that look
again and again at a case that stands still cost a fraction of the first look.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pymongo.database import Database

from gateway.answering.json_bytes import as_json
from gateway.reading.conditional import entity_tag
from services.intake.queries import cases

_MOST = 2_000
"""Answers that a process keeps, of two or three kilobytes each."""

Place = tuple[str, str]
"""Tenant and id of a case."""


@dataclass(frozen=True, slots=True)
class ShownCase:
    """The bytes of an answer and their entity tag, which carries the case's version."""

    revision: int
    body: bytes
    tag: str


class ShownCases:
    """For one thread at a time, as ReadTogether calls it."""

    def __init__(self, database: Database[dict[str, Any]], most: int = _MOST) -> None:
        self._database = database
        self._most = most
        self._kept: OrderedDict[Place, ShownCase] = OrderedDict()

    def fetch(self, places: Sequence[Place]) -> dict[Place, ShownCase]:
        """Those of these cases that there are, as they are now."""
        found = self._unchanged([place for place in places if place in self._kept])
        others = [place for place in places if place not in found]
        if others:
            for place, (revision, case) in cases.revised_cases(self._database, others).items():
                body = as_json(case)
                found[place] = ShownCase(revision, body, entity_tag(body, case["version"]))
        for place, shown in found.items():
            self._kept[place] = shown
            self._kept.move_to_end(place)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return found

    def _unchanged(self, kept: Sequence[Place]) -> dict[Place, ShownCase]:
        if not kept:
            return {}
        revisions = cases.revisions(self._database, kept)
        for place in kept:
            if revisions.get(place) != self._kept[place].revision:
                del self._kept[place]
        return {place: self._kept[place] for place in kept if place in self._kept}
