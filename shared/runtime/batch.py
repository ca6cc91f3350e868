"""A batch of messages on its way through the runtime, and what became of it."""

import traceback
from dataclasses import dataclass, field

from shared.contracts.codec import Decoded, OutgoingRow
from shared.contracts.errors import ConflictError, TransientError
from shared.contracts.message import Lane
from shared.contracts.quick import quick


@quick
@dataclass(frozen=True, slots=True)
class Received:
    """A decoded message, its lane, and the handle (delivery tag, test index) its outcome is reported under. retried: it
    had failed, and was ordered back."""

    decoded: Decoded
    lane: Lane
    handle: int
    redelivered: bool = False
    retried: bool = False


@quick
@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a message could not be handled. `place` is the file and line that raised, `stack` the trace without
    values; `conflict`: nothing is wrong with it, it kept meeting other transactions."""

    error: str
    reason: str
    place: str
    stack: str
    transient: bool
    conflict: bool = False


@dataclass(slots=True)
class Outcome:
    """What became of a batch: rows to publish per commit id, the messages that were not handled, and how many were
    dropped as repeats."""

    sent: dict[str, list[OutgoingRow]] = field(default_factory=dict)
    delayed: list[tuple[Received, Trouble]] = field(default_factory=list)
    failed: list[tuple[Received, Trouble]] = field(default_factory=list)
    effects: int = 0
    repeated: int = 0


def trouble_of(error: BaseException) -> Trouble:
    """Describe an error for the failed store: no arguments, no values of variables."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename.rsplit('/', 3)[-1]}:{frames[-1].lineno}" if frames else ""
    stack = "".join(traceback.format_list(frames))[-8000:]
    return Trouble(
        error=type(error).__name__,
        reason=str(error)[:2000],
        place=place,
        stack=stack,
        transient=isinstance(error, TransientError),
        conflict=isinstance(error, ConflictError),
    )
