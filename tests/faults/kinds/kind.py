"""What a kind of fault is."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from random import Random

from tests.faults.stage import Stage

Strike = Callable[[Stage, Random], AbstractContextManager[str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """strike: entering it hits and says what was hit, leaving it heals what does not heal by itself. lasts: for how
    many seconds the fault stays, at least and at most. kills: whether a process dies. on: where it can happen.

    flow_limit: the longest that messages may stand still, from the blow to the recovery; back_limit: how soon after
    the healing everything has to work again. Seconds. None where the house has promised nothing but an end.
    at_door: whether it strikes the gateway itself, so that requests in it may be cut.
    """

    name: str
    strike: Strike
    lasts: tuple[float, float] = (0.0, 0.0)
    kills: bool = False
    on: tuple[str, ...] = ("alone", "cluster")
    flow_limit: float | None = None
    back_limit: float | None = None
    at_door: bool = False
