"""One fault, from the blow to the recovery, with what it cost."""

import time
from dataclasses import dataclass, field
from random import Random

from tests.faults.flow import longest_pauses
from tests.faults.kinds.kind import Kind
from tests.faults.ledger import Ledger
from tests.faults.others import Others
from tests.faults.stage import Stage

_RECOVERY_SECONDS = 180
_LOOK_EVERY = 0.25
_LOOK_AFTER = 1.0
"""Seconds after the recovery that still belong to it, so that a pause that begins late is seen."""


@dataclass(slots=True)
class Blow:
    """struck_at, healed_at, recovered_at: time.time(). pauses: by service, how long messages stood still; closed: how
    long the door took nothing; busy: the share of the machine that others took meanwhile (see others.py)."""

    kind: Kind
    what: str = ""
    struck_at: float = 0.0
    healed_at: float = 0.0
    recovered_at: float = 0.0
    pauses: dict[str, float] = field(default_factory=dict)
    closed: float = 0.0
    busy: float = 0.0
    violations: list[str] = field(default_factory=list)

    @property
    def back_after(self) -> float:
        """Seconds from the healing until everything worked again."""
        return self.recovered_at - self.healed_at

    @property
    def pause(self) -> float:
        return max(self.pauses.values(), default=0.0)

    @property
    def words(self) -> str:
        return (
            f"{self.kind.name} ({self.what}), back {self.back_after:.1f} s after the healing; "
            f"messages stood still for {self.pause:.1f} s, the door for {self.closed:.1f} s"
        )


def strike(kind: Kind, stage: Stage, ledger: Ledger, others: Others, random: Random) -> Blow:
    """Hits, waits, heals, waits for the recovery, measures. Limits that were missed are in `violations`."""
    blow = Blow(kind, struck_at=time.time())
    with kind.strike(stage, random) as blow.what:
        time.sleep(random.uniform(*kind.lasts))
    blow.healed_at = time.time()
    if not _wait_for_recovery(blow, stage, ledger):
        blow.violations.append(
            f"not back {_RECOVERY_SECONDS} s after {kind.name} ({blow.what}): {stage.unready()} do not work"
        )
    blow.recovered_at = time.time()
    time.sleep(_LOOK_AFTER)
    _measure(blow, stage, ledger, others)
    _judge(blow, others)
    return blow


def _wait_for_recovery(blow: Blow, stage: Stage, ledger: Ledger) -> bool:
    """Every program says that it works, and the door has taken something since."""
    deadline = time.monotonic() + _RECOVERY_SECONDS
    while time.monotonic() < deadline:
        if not stage.unready() and ledger.taken_since(blow.healed_at):
            return True
        time.sleep(_LOOK_EVERY)
    return False


def _measure(blow: Blow, stage: Stage, ledger: Ledger, others: Others) -> None:
    end = blow.recovered_at + _LOOK_AFTER
    blow.pauses = longest_pauses(stage.mongo, blow.struck_at, end)
    blow.closed = ledger.longest_closed(blow.struck_at, end)
    blow.busy = others.share(blow.struck_at, end)


def _judge(blow: Blow, others: Others) -> None:
    kind, told = blow.kind, f"{blow.kind.name} ({blow.what})"
    busy = f"others took {blow.busy:.0%} of the machine"
    if kind.back_limit is not None:
        most = others.stretched(kind.back_limit, blow.healed_at, blow.recovered_at)
        if blow.back_after > most:
            blow.violations.append(
                f"{told}: back after {blow.back_after:.1f} s, {kind.back_limit:g} s are promised, {most:.1f} s granted "
                f"as {busy}"
            )
    if kind.flow_limit is not None:
        most = others.stretched(kind.flow_limit, blow.struck_at, blow.recovered_at)
        if blow.pause > most:
            blow.violations.append(
                f"{told}: messages stood still for {blow.pause:.1f} s ({blow.pauses}), {kind.flow_limit:g} s are "
                f"promised, {most:.1f} s granted as {busy}"
            )
