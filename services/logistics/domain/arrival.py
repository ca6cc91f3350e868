"""Goods that came in because of a case."""

from dataclasses import dataclass, replace
from typing import Literal

from services.logistics.domain.movement import MovedPieces


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a case brought; its id is the case's. given_back: the goods have left again, or are never to come in (a
    tombstone, without lines); lots: ids of the lots they went into, in order of `lines` and their serial numbers;
    of_case: for what came back, the case that it had been sent for."""

    id: str
    tenant: str
    warehouse: str
    state: Literal["accepted", "given_back"]
    lines: tuple[MovedPieces, ...] = ()
    lots: tuple[str, ...] = ()
    of_case: str = ""

    def given_back(self) -> "Arrival":
        return replace(self, state="given_back")
