"""Steps 2 to 5 of a batch's life: drop repeats, load, decide, commit. No broker in here, and no clock.

Every message of a batch ends in exactly one of four ways: handled (its changes are committed, or there were none),
delayed (transient: it goes to the ladder), failed (it goes to the failed store), or the whole batch stays where it
is, because the database is away (UnavailableError).
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from shared.contracts.decision import Row
from shared.contracts.errors import ConflictError, UnavailableError
from shared.contracts.message import Message
from shared.persistence.clock_port import REAL_TIME, Ahead, Clocks
from shared.persistence.store import AlreadyHandledError, Store, UnstorableError
from shared.runtime import failed_orders
from shared.runtime.batch import Outcome, Received, trouble_of
from shared.runtime.batch_attempt import BatchAttempt
from shared.runtime.dry_run import DryRun

MOST_REDOS = 6


class _Instant(NamedTuple):
    """When a batch is decided: the real time, and how far sandboxes are ahead of it."""

    now: datetime
    ahead: Ahead


class Decider:
    """Runs the table of one service over batches.

    pause: called between redone commits with the number of the try, to wait with jitter (injected, so that a
    simulation takes no time). clocks: how far the time of sandboxes is ahead.
    """

    def __init__(
        self,
        name: str,
        table: Sequence[Row[Any]],
        store: Store,
        pause: Callable[[int], None],
        reached: Callable[[str], None] = lambda _: None,
        clocks: Clocks = REAL_TIME,
    ) -> None:
        self._name = name
        own: dict[type[Message], Row[Any]] = {row.message: row for row in table}
        dry_run = DryRun(name, own, store, clocks)
        self._rows = own | {row.message: row for row in (*failed_orders.rows(name), dry_run.row())}
        self._store = store
        self._pause = pause
        self._reached = reached
        self._clocks = clocks

    @property
    def handles(self) -> set[type[Message]]:
        """The messages that it has a row for."""
        return set(self._rows)

    def handle(self, batch: Sequence[Received], now: datetime) -> Outcome:
        """Decide and commit. Raises UnavailableError when the database is away; nothing is lost or counted then."""
        outcome = Outcome()
        fresh = self._without_repeats(batch)
        outcome.repeated = len(batch) - len(fresh)
        ahead = self._clocks.ahead_of(received.decoded.envelope.tenant for received in fresh)
        self._handle(fresh, _Instant(now, ahead), outcome)
        return outcome

    def _without_repeats(self, batch: Sequence[Received]) -> list[Received]:
        first: dict[str, Received] = {}
        for received in batch:
            first.setdefault(received.decoded.envelope.id, received)
        fresh = list(first.values())
        if any(received.redelivered for received in fresh):
            fresh = self._unhandled(fresh)
        return fresh

    def _unhandled(self, batch: list[Received]) -> list[Received]:
        known = self._store.handled([received.decoded.envelope.id for received in batch])
        return [received for received in batch if received.decoded.envelope.id not in known]

    def _handle(self, batch: list[Received], at: _Instant, outcome: Outcome) -> None:
        """Commit the batch as one; when it cannot be, halve it until the culprit stands alone."""
        conflict: Exception = ConflictError("a message of the batch kept being handled elsewhere")
        for tried in range(MOST_REDOS):
            if not batch:
                return
            work = BatchAttempt(self._name, self._rows, self._store, at.now, at.ahead)
            try:
                work.decide(batch)
                self._reached("before_commit")
                if not work.commit.changes_nothing:
                    self._store.commit(work.commit)
                self._reached("after_commit")
            except AlreadyHandledError:
                batch = self._unhandled(batch)
            except ConflictError as error:
                conflict = error
                self._pause(tried)
            except UnavailableError:
                raise
            except UnstorableError as error:
                if len(batch) > 1 or tried > 0:
                    self._halve(batch, at, outcome, error)
                    return
                # a record may have been added by somebody else since: the next look sees it
            except Exception as error:  # noqa: BLE001 - whatever it is, halving finds the message that brings it about
                self._halve(batch, at, outcome, error)
                return
            else:
                work.report(outcome)
                return
        self._halve(batch, at, outcome, conflict)

    def _halve(self, batch: list[Received], at: _Instant, outcome: Outcome, error: Exception) -> None:
        if len(batch) == 1:
            trouble = trouble_of(error)
            (outcome.delayed if trouble.transient else outcome.failed).append((batch[0], trouble))
            return
        middle = len(batch) // 2
        self._handle(batch[:middle], at, outcome)
        self._handle(batch[middle:], at, outcome)
