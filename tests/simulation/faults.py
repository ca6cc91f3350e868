"""What goes wrong in a world, how often: drawn from the seed, switched off once the world is to come to rest."""

from dataclasses import dataclass
from random import Random
from typing import Literal

CommitFault = Literal["conflict", "lost", "unknown"]


class CrashError(BaseException):
    """A process died, as by kill -9. No code of the product may catch it, hence a BaseException."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Chances from 0 to 1: per place passed, per commit, per call of a partner and so on.

    crash: at each named place of the runtime; overtaken: that another process works while this one is about to
    commit; cut: that this process loses its connection just then; refused: that the broker does not take
    what is published; away: per message accepted, that the database or the
    broker goes away for a while; repeat: that somebody says the same thing again; provoked: that somebody acts
    on what was just committed.
    """

    crash: float = 0.0
    overtaken: float = 0.0
    cut: float = 0.0
    refused: float = 0.0
    conflict: float = 0.0
    lost: float = 0.0
    unknown: float = 0.0
    away: float = 0.0
    partner_fails: float = 0.0
    partner_hangs: float = 0.0
    partner_forgets: float = 0.0
    repeat: float = 0.0
    provoked: float = 0.0
    poison: float = 0.0


CALM = Rates(overtaken=0.05, repeat=0.05, provoked=0.02)
ROUGH = Rates(
    crash=0.01,
    overtaken=0.3,
    cut=0.02,
    refused=0.04,
    conflict=0.02,
    lost=0.005,
    unknown=0.01,
    away=0.03,
    partner_fails=0.1,
    partner_hangs=0.02,
    partner_forgets=0.1,
    repeat=0.15,
    provoked=0.05,
    poison=0.02,
)
LEAKY = Rates(refused=0.3, crash=0.003, overtaken=0.1, repeat=0.05, provoked=0.15, partner_fails=0.05)
"""Much is swept later, and overtaken by what was to undo it."""


class Faults:
    """Draws each fault from the world's random numbers. `over`: from now on nothing goes wrong any more."""

    def __init__(self, rates: Rates, random: Random) -> None:
        self.rates = rates
        self.over = False
        self._random = random

    def strikes(self, chance: float) -> bool:
        return not self.over and chance > 0 and self._random.random() < chance

    def of_commit(self) -> CommitFault | None:
        """A conflict; a commit that never reached the database; or one that did, with its answer lost."""
        rates = self.rates
        all_together = rates.conflict + rates.lost + rates.unknown
        if not self.strikes(all_together):
            return None
        drawn = self._random.random() * all_together
        if drawn < rates.conflict:
            return "conflict"
        return "lost" if drawn < rates.conflict + rates.lost else "unknown"
