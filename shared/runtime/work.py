"""What a service does, batch after batch: take, decode, decide and commit, publish, acknowledge.

Everything happens on the loop's thread, so that nothing needs a lock: deliveries gather while a batch is worked on, and
the next batch is whatever has gathered, bounded by time and bytes. Only writes that no message waits for are made
elsewhere. See README.md for a picture.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from shared.contracts.codec import Decoded, OutgoingRow, decode
from shared.contracts.errors import CoulisseError, UnavailableError
from shared.persistence.store import Store
from shared.runtime.aside import Aside
from shared.runtime.batch import Outcome, Received, Trouble, trouble_of
from shared.runtime.clock import Clock
from shared.runtime.deciding import Decider
from shared.runtime.delivery import Delivery
from shared.runtime.edges import Consumes, Elsewhere, Loop, Paces, Publishes, Then
from shared.runtime.watching import Unwatched, Watches

log = structlog.get_logger(__name__)

MOST_BYTES = 4_000_000
MOST_IN_FLIGHT = 5_000
_FORGET_SECONDS = 0.1


class DeliveryLimitError(CoulisseError):
    """The broker gave the message up: consumers died on it too often."""


@dataclass(slots=True)
class _Batch:
    """Deliveries that are acknowledged together once `open_groups` of rows are answered."""

    deliveries: list[Delivery]
    open_groups: int = 1


class Work:
    """Works on what the consuming link holds whenever `schedule` was called.

    on_effects: called after a commit that asked for effects. reached: called at each named step (see failpoints.py).
    """

    def __init__(  # noqa: PLR0913, PLR0917 - one for each port
        self,
        service: str,
        decider: Decider,
        store: Store,
        clock: Clock,
        loop: Loop,
        elsewhere: Elsewhere,
        publishing: Publishes,
        consuming: Consumes,
        pace: Paces,
        on_effects: Callable[[], None],
        reached: Callable[[str], None],
        watch: Watches | None = None,
    ) -> None:
        self._name = service
        self._decider = decider
        self._store = store
        self._clock = clock
        self._loop = loop
        self._elsewhere = elsewhere
        self._publishing = publishing
        self._consuming = consuming
        self._pace = pace
        self._on_effects = on_effects
        self._reached = reached
        self._watch = watch or Unwatched()
        self._aside = Aside(service, store, clock, loop, elsewhere, publishing, consuming, self._watch)
        self._scheduled = False
        self._sent_commits: list[str] = []
        self.database_away = False
        self.stopping = False

    @property
    def stuck(self) -> int:
        """See Aside."""
        return self._aside.stuck

    def schedule(self) -> None:
        if not self._scheduled:
            self._scheduled = True
            self._loop.call_later(0, self.turn)

    def turn(self) -> None:
        self._scheduled = False
        if self.stopping or self.database_away or not self._publishing.ready:
            return
        if self._publishing.in_flight > MOST_IN_FLIGHT:
            self._loop.call_later(0.005, self.schedule)
            return
        deliveries = self._consuming.take(self._pace.most(), MOST_BYTES)
        if not deliveries:
            return
        try:
            with self._pace.learning(len(deliveries)):
                self._handle(deliveries)
        except UnavailableError as error:
            self._wait_for_database(error)
            return
        if self._consuming.waiting:
            self.schedule()

    def _handle(self, deliveries: list[Delivery]) -> None:
        unreadable: list[tuple[Delivery, Trouble]] = []
        batch: list[Received] = []
        for place, delivery in enumerate(deliveries):
            try:
                if delivery.lane is None:
                    raise DeliveryLimitError("consumers died on this message too often")
                batch.append(
                    Received(
                        self._read(delivery.body),
                        delivery.lane,
                        place,
                        delivery.redelivered,
                        delivery.retry > 0,
                    )
                )
            except CoulisseError as error:
                unreadable.append((delivery, trouble_of(error)))
        began = time.perf_counter()
        outcome = self._decider.handle(batch, self._clock())
        if batch:
            self._watch.batch(deliveries, batch, outcome, time.perf_counter() - began, self._clock())
        self._dispose(deliveries, outcome, unreadable)

    def _read(self, body: bytes) -> Decoded:
        """Raises UnreadableError or UnknownTypeError."""
        return decode(body)

    def _dispose(
        self, deliveries: list[Delivery], outcome: Outcome, unreadable: list[tuple[Delivery, Trouble]]
    ) -> None:
        """Everything handled is acknowledged when its messages are confirmed; the rest is delayed or failed."""
        unhandled = [(deliveries[received.handle], trouble) for received, trouble in outcome.delayed]
        unhandled += [(deliveries[received.handle], trouble) for received, trouble in outcome.failed]
        unhandled += unreadable
        apart = {delivery.tag for delivery, _ in unhandled}
        settled = _Batch([delivery for delivery in deliveries if delivery.tag not in apart])
        for commit, rows in outcome.sent.items():
            settled.open_groups += 1
            most = len(rows)
            self._publishing.publish(
                rows,
                lambda unsent, c=commit, most=most: self._answered(c, unsent, most, settled),  # type: ignore[misc]
            )
        self._reached("after_publish")
        self._close_group(settled)
        if outcome.effects:
            self._on_effects()
        for delivery, trouble in unhandled:
            self._aside.put(delivery, trouble)

    def _answered(self, commit: str, unsent: list[str], most: int, batch: _Batch | None = None) -> None:
        """What was not confirmed stays in the outbox for the sweep; the rest of the commit is forgotten.

        Where nothing of it was confirmed (the connection went), there is nothing to write: many such commits, each
        waiting for a database that is away too, would hold up the loop for minutes.
        """
        self._reached("after_confirm")
        if not unsent:
            self._forget_later(commit)
        elif len(unsent) < most and not self.database_away:
            try:
                self._store.keep_unsent(commit, unsent)
            except UnavailableError:
                log.warning("outbox.kept_whole", service=self._name)
        if batch is not None:
            self._close_group(batch)

    def _close_group(self, batch: _Batch) -> None:
        batch.open_groups -= 1
        if batch.open_groups == 0:
            self._reached("before_acknowledge")
            self._consuming.acknowledge(batch.deliveries)

    def _forget_later(self, commit: str) -> None:
        """Confirmed commits leave the outbox together, a few times a second."""
        if not self._sent_commits:
            self._loop.call_later(_FORGET_SECONDS, self.forget)
        self._sent_commits.append(commit)

    def forget(self) -> None:
        commits, self._sent_commits = self._sent_commits, []
        if commits:
            self._elsewhere(lambda: self._forgotten(commits))

    def _forgotten(self, commits: list[str]) -> Then:
        """Not on the loop's thread."""
        try:
            self._store.forget_sent(commits)
        except UnavailableError:
            log.warning("outbox.kept", service=self._name, commits=len(commits))
        return lambda: None

    def publish(self, rows: dict[str, list[OutgoingRow]]) -> None:
        """Publish rows that were committed to the outbox, by commit id."""
        for commit, outgoing in rows.items():
            most = len(outgoing)
            self._publishing.publish(
                outgoing,
                lambda unsent, c=commit, most=most: self._answered(c, unsent, most),  # type: ignore[misc]
            )

    def _wait_for_database(self, error: UnavailableError) -> None:
        """Start afresh from the broker once the database is back: what was taken is not acknowledged, so closing the
        consuming connection makes the broker deliver it again. No attempt is counted."""
        log.warning("database.away", service=self._name, reason=str(error)[:300])
        self.database_away = True
        self._consuming.renew()
        self._probe()

    def _probe(self) -> None:
        if self.stopping:
            return
        try:
            self._store.handled(["probe"])
        except UnavailableError:
            self._loop.call_later(random.uniform(0.2, 0.6), self._probe)
            return
        log.info("database.back", service=self._name)
        self.database_away = False
        self.schedule()
