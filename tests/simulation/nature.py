"""What surrounds every process of one world."""

from dataclasses import dataclass
from random import Random

from tests.simulation.agenda import Agenda
from tests.simulation.broker import Broker
from tests.simulation.faults import Faults


@dataclass(frozen=True, slots=True)
class Nature:
    """pace: seconds that a process may let pass before its loop's next turn: the longer, the larger its batches. skew:
    milliseconds by which the clock of a process may be wrong."""

    agenda: Agenda
    broker: Broker
    random: Random
    faults: Faults
    pace: float
    skew: int
