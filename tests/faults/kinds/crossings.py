"""Two faults at a time: the second strikes while the first one lasts."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from random import Random

from tests.faults.kinds.broker import BROKER
from tests.faults.kinds.database import DATABASE
from tests.faults.kinds.kind import Kind
from tests.faults.kinds.programs import PROGRAMS
from tests.faults.stage import Stage

_KNOWN: Mapping[str, Kind] = {kind.name: kind for kind in (*PROGRAMS, *BROKER, *DATABASE)}
_PAIRS = (
    ("broker killed", "database killed"),
    ("broker killed", "service killed"),
    ("broker killed", "gateway worker killed"),
    ("database killed", "service killed"),
    ("database killed", "gateway killed"),
    ("database read-only", "service killed"),
    ("memory alarm", "service killed"),
    ("full queues and outboxes", "service killed"),
    ("broker node killed", "primary killed"),
    ("primary killed", "service killed"),
)


@contextmanager
def _both(first: Kind, second: Kind, stage: Stage, random: Random) -> Iterator[str]:
    with first.strike(stage, random) as one:
        time.sleep(random.uniform(0.2, 2))
        with second.strike(stage, random) as other:
            yield f"{one}; {other}"


def _crossing(first: Kind, second: Kind) -> Kind:
    """It lasts as long as the longer of the two, and promises an end alone."""
    return Kind(
        f"{first.name} then {second.name}",
        partial(_both, first, second),
        lasts=max(first.lasts, second.lasts),
        kills=first.kills or second.kills,
        on=tuple(place for place in first.on if place in second.on),
        at_door=first.at_door or second.at_door,
    )


CROSSINGS = tuple(_crossing(_KNOWN[first], _KNOWN[second]) for first, second in _PAIRS)
