"""Clocks that jump."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from tests.faults.kinds.kind import Kind
from tests.faults.stage import Stage

_STEPS = (1, 30, 600, 3600)
"""Seconds: within a lease, beyond it, beyond deadlines of minutes and of an hour."""


@contextmanager
def _step(stage: Stage, random: Random) -> Iterator[str]:
    """All processes of one service jump ahead and stay there, so that deadlines and leases pass at once."""
    program = random.choice(stage.services())
    file = stage.clock_file(program)
    ahead = (float(file.read_text()) if file.exists() else 0.0) + random.choice(_STEPS)
    draft = file.with_suffix(".draft")
    draft.write_text(str(ahead))
    draft.replace(file)
    yield f"{program} is {ahead:.0f} s ahead"


CLOCKS = (Kind("clock stepped", _step, lasts=(1, 2), back_limit=20),)
