"""Durations counted in classes, so that percentiles of any number of them are read from a few hundred numbers.

A class is two per cent wide, and stands for its geometric middle: a percentile is right to one per cent, whatever was
counted. Classes of several days are simply added.
"""

import math
from collections.abc import Mapping

_STEP = math.log(1.02)
PERCENTILES = {"median": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99}


def class_of(milliseconds: int) -> str:
    """The name of the class that a duration falls into; what is shorter than a millisecond counts as one."""
    return str(math.floor(math.log(max(1, milliseconds)) / _STEP))


def middle_of(name: str) -> float:
    """The milliseconds that a class stands for."""
    return math.exp((int(name) + 0.5) * _STEP)


def percentiles(classes: Mapping[str, int]) -> dict[str, int | None]:
    """Milliseconds by name (see PERCENTILES), right to one per cent; None where nothing was counted."""
    in_order = sorted((int(name), count) for name, count in classes.items())
    total = sum(count for _, count in in_order)
    return {name: _at(in_order, math.ceil(share * total)) for name, share in PERCENTILES.items()}


def _at(in_order: list[tuple[int, int]], rank: int) -> int | None:
    """The middle of the class in which the case of this rank lies, counted from 1."""
    for place, count in in_order:
        rank -= count
        if rank <= 0:
            return round(middle_of(str(place)))
    return None
