"""Which of an organisation's sandboxes its test keys open: a new one whenever somebody begins anew.

One document for each organisation that ever did: `_id`, its name; `generation`; `resets`, the last requests that led to
one, so that a request that is made again begins nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError

COLLECTION = "sandboxes"
FIRST = 1
_REMEMBERED = 100


@dataclass(frozen=True, slots=True)
class Begun:
    """A sandbox that was begun anew. again: whether this request had done so before."""

    generation: int
    at: datetime
    again: bool


class Sandboxes:
    """Generations are counted from 1, which needs no document."""

    def __init__(self, sandboxes: Collection[dict[str, Any]]) -> None:
        self._sandboxes = sandboxes

    def generation(self, owner: str) -> int:
        """The present one. It is asked for at every call with a test key, so that no call that follows a reset can
        reach what was before."""
        found = self._sandboxes.find_one({"_id": owner}, {"generation": 1})
        return int(found["generation"]) if found else FIRST

    def begun(self, owner: str, request: str) -> Begun | None:
        """What this request led to, when it was made before."""
        found = self._sandboxes.find_one({"_id": owner, "resets.request": request}, {"resets.$": 1})
        if found is None:
            return None
        reset = found["resets"][0]
        return Begun(reset["generation"], reset["at"], again=True)

    def begin(self, owner: str, after: int, request: str, at: datetime) -> bool:
        """Open the generation that follows `after`; whether that was still the present one."""
        reset = {"request": request, "generation": after + 1, "at": at}
        if after > FIRST:
            change = {
                "$set": {"generation": after + 1},
                "$push": {"resets": {"$each": [reset], "$slice": -_REMEMBERED}},
            }
            present = {"_id": owner, "generation": after}
            return self._sandboxes.update_one(present, change).modified_count == 1
        try:
            self._sandboxes.insert_one({"_id": owner, "generation": after + 1, "resets": [reset]})
        except DuplicateKeyError:
            return False
        return True
