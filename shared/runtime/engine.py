"""The heart of a service process: one thread that consumes, decides, commits, publishes and acknowledges.

Everything happens on the IO loop's thread, so that nothing needs a lock: deliveries gather while a batch is worked
on, and the next batch is whatever has gathered, bounded by time and bytes. See README.md for a picture.
"""

import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import structlog
from pika.adapters.select_connection import IOLoop

from shared.contracts.codec import Envelope, OutgoingRow, decode, envelope_of
from shared.contracts.errors import CoulisseError, UnavailableError
from shared.contracts.topology import queues_of
from shared.persistence.store import FailedMessage, Store
from shared.runtime.clock import Clock
from shared.runtime.consuming import ConsumingLink, Delivery
from shared.runtime.deciding import Decider, Outcome, Received, Trouble, trouble_of
from shared.runtime.failpoints import failpoint
from shared.runtime.ladder import next_rung
from shared.runtime.publishing import PublishingLink
from shared.runtime.room import Room
from shared.runtime.settings import RuntimeSettings
from shared.runtime.topology_check import check_topology

log = structlog.get_logger(__name__)

BATCH_SECONDS = 0.020
MOST_MESSAGES = 400
MOST_BYTES = 4_000_000
MOST_IN_FLIGHT = 5_000
_FORGET_SECONDS = 0.1
_MOST_SHOWN = 255


class DeliveryLimitError(CoulisseError):
    """The broker gave the message up: consumers died on it too often."""


@dataclass(slots=True)
class _Batch:
    """Deliveries that are acknowledged together once `open_groups` of rows are answered."""

    deliveries: list[Delivery]
    open_groups: int = 1


class Engine:
    """Runs one room on one broker and one store until it is stopped.

    on_effects: called after a commit that asked for effects, to wake their worker.
    """

    def __init__(self, room: Room, settings: RuntimeSettings, store: Store, clock: Clock) -> None:
        self.loop = IOLoop()
        self.on_effects: threading.Event = threading.Event()
        self._reached = failpoint(settings.failpoint)
        self._store = store
        self._clock = clock
        self._name = room.name
        self._decider = Decider(room.name, room.table, store, _pause_with_jitter, self._reached)
        self._amqp_url = settings.amqp_url
        url, process = settings.amqp_url, f"{room.name} {settings.process}"
        self._publishing = PublishingLink(self.loop, url, process, self._schedule)
        self._consuming = ConsumingLink(self.loop, url, process, queues_of(room.name), self._schedule)
        self._scheduled = False
        self._database_away = False
        self._stopping = False
        self._sent_commits: list[str] = []
        self._seconds_per_message = BATCH_SECONDS / 50
        self._thread = threading.Thread(target=self._run, name=f"{room.name} engine", daemon=True)
        self.failure: BaseException | None = None

    # -- life ---------------------------------------------------------------------------------------------------

    def start(self) -> None:
        self._thread.start()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    @property
    def publishes(self) -> bool:
        """Whether the broker takes messages at present."""
        return self._publishing.ready

    def not_ready_because(self) -> list[str]:
        """What keeps this process from doing its work, in words; empty when it is ready."""
        reasons = []
        if not self._consuming.ready:
            reasons.append("consumers are not attached to all queues")
        if not self._publishing.ready:
            reasons.append("the broker takes no messages")
        if self._database_away:
            reasons.append("the database is away")
        return reasons

    def stop(self, within: float = 18.0) -> None:
        """Finish the batch in hand, let the broker confirm it, acknowledge, disconnect. Thread-safe."""
        self._stopping = True
        self.loop.add_callback_threadsafe(lambda: self._begin_stop(time.monotonic() + within))
        self._thread.join(within + 2)

    def publish_soon(self, rows: dict[str, list[OutgoingRow]]) -> None:
        """Publish rows that another thread has committed to the outbox, by commit id. Thread-safe."""
        self.loop.add_callback_threadsafe(lambda: self.publish(rows))

    def publish(self, rows: dict[str, list[OutgoingRow]]) -> None:
        """The same on the loop's thread."""
        for commit, outgoing in rows.items():
            most = len(outgoing)
            self._publishing.publish(
                outgoing,
                lambda unsent, c=commit, most=most: self._answered(c, unsent, most),  # type: ignore[misc]
            )

    def send_soon(self, rows: Sequence[OutgoingRow]) -> None:
        """Publish rows that are made anew as long as they are needed (reminders). Thread-safe."""
        self.loop.add_callback_threadsafe(lambda: self._publishing.publish(rows, lambda _unsent: None))

    def _run(self) -> None:
        try:
            check_topology(self._amqp_url, lambda: self._stopping)
            self.loop.call_later(0, self._publishing.open)
            self.loop.call_later(0, self._consuming.open)
            self.loop.start()
        except BaseException as error:
            self.failure = error
            log.exception("engine.broken", service=self._name)
            raise

    # -- one batch ------------------------------------------------------------------------------------------------

    def _schedule(self) -> None:
        if not self._scheduled:
            self._scheduled = True
            self.loop.call_later(0, self._work)

    def _work(self) -> None:
        self._scheduled = False
        if self._stopping or self._database_away or not self._publishing.ready:
            return
        if self._publishing.in_flight > MOST_IN_FLIGHT:
            self.loop.call_later(0.005, self._schedule)
            return
        deliveries = self._consuming.take(self._batch_limit(), MOST_BYTES)
        if not deliveries:
            return
        started = time.thread_time()
        try:
            self._handle(deliveries)
        except UnavailableError as error:
            self._wait_for_database(error)
            return
        self._learn((time.thread_time() - started) / len(deliveries))
        if self._consuming.waiting:
            self._schedule()

    def _batch_limit(self) -> int:
        return max(1, min(MOST_MESSAGES, int(BATCH_SECONDS / self._seconds_per_message)))

    def _learn(self, seconds_per_message: float) -> None:
        """Of work, not of waiting: a slow disk makes each commit wait longer, and then larger batches help most."""
        self._seconds_per_message += 0.3 * (seconds_per_message - self._seconds_per_message)

    def _handle(self, deliveries: list[Delivery]) -> None:
        unreadable: list[tuple[Delivery, Trouble]] = []
        batch: list[Received] = []
        for place, delivery in enumerate(deliveries):
            try:
                if delivery.lane is None:
                    raise DeliveryLimitError("consumers died on this message too often")
                batch.append(Received(decode(delivery.body), delivery.lane, place, delivery.redelivered))
            except CoulisseError as error:
                unreadable.append((delivery, trouble_of(error)))
        outcome = self._decider.handle(batch, self._clock())
        self._dispose(deliveries, outcome, unreadable)

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
            self.on_effects.set()
        for delivery, trouble in unhandled:
            self._put_aside(delivery, trouble)

    def _answered(self, commit: str, unsent: list[str], most: int, batch: _Batch | None = None) -> None:
        """What was not confirmed stays in the outbox for the sweep; the rest of the commit is forgotten.

        Where nothing of it was confirmed (the connection went), there is nothing to write: many such commits, each
        waiting for a database that is away too, would hold up the loop for minutes.
        """
        self._reached("after_confirm")
        if not unsent:
            self._forget_later(commit)
        elif len(unsent) < most and not self._database_away:
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
            self.loop.call_later(_FORGET_SECONDS, self._forget)
        self._sent_commits.append(commit)

    def _forget(self) -> None:
        commits, self._sent_commits = self._sent_commits, []
        if not commits:
            return
        try:
            self._store.forget_sent(commits)
        except UnavailableError:
            log.warning("outbox.kept", service=self._name, commits=len(commits))

    # -- what cannot be handled -------------------------------------------------------------------------------------

    def _put_aside(self, delivery: Delivery, trouble: Trouble) -> None:
        """Transient troubles climb the ladder, the rest goes to the failed store; only then is it acknowledged."""
        if not self._consuming.holds(delivery):
            return  # the connection went meanwhile: the broker delivers it again
        row = next_rung(delivery, random.random, conflict=trouble.conflict) if trouble.transient else None
        if row is None:
            self._fail(delivery, trouble)
            return
        log.info(
            "message.delayed",
            service=self._name,
            queue=delivery.queue,
            message=delivery.message_id[:64],
            error=trouble.error,
            attempts=row.attempt,
        )

        def answer(unsent: list[str]) -> None:
            if unsent:
                self.loop.call_later(1.0, lambda: self._put_aside(delivery, trouble))
            else:
                self._consuming.acknowledge([delivery])

        self._publishing.publish([row], answer)

    def _fail(self, delivery: Delivery, trouble: Trouble) -> None:
        log.error(
            "message.failed",
            service=self._name,
            queue=delivery.queue,
            message=delivery.message_id[:64],
            error=trouble.error,
            place=trouble.place,
        )
        try:
            self._store.fail(_failed_message(delivery, trouble, self._clock))
        except UnavailableError:
            self.loop.call_later(1.0, lambda: self._fail(delivery, trouble))
            return
        self._consuming.acknowledge([delivery])

    def _wait_for_database(self, error: UnavailableError) -> None:
        """Start afresh from the broker once the database is back: what was taken is not acknowledged, so closing the
        consuming connection makes the broker deliver it again. No attempt is counted."""
        log.warning("database.away", service=self._name, reason=str(error)[:300])
        self._database_away = True
        self._consuming.renew()
        self._probe()

    def _probe(self) -> None:
        if self._stopping:
            return
        try:
            self._store.handled(["probe"])
        except UnavailableError:
            self.loop.call_later(random.uniform(0.2, 0.6), self._probe)
            return
        log.info("database.back", service=self._name)
        self._database_away = False
        self._schedule()

    # -- stopping -------------------------------------------------------------------------------------------------

    def _begin_stop(self, deadline: float) -> None:
        self._consuming.detach()
        self._await_confirms(deadline)

    def _await_confirms(self, deadline: float) -> None:
        if self._publishing.in_flight and time.monotonic() < deadline:
            self.loop.call_later(0.02, lambda: self._await_confirms(deadline))
            return
        self._forget()
        self._consuming.close()
        self._publishing.close()
        self._await_closed(deadline)

    def _await_closed(self, deadline: float) -> None:
        if not (self._consuming.closed and self._publishing.closed) and time.monotonic() < deadline:
            self.loop.call_later(0.02, lambda: self._await_closed(deadline))
            return
        self.loop.stop()


def _failed_message(delivery: Delivery, trouble: Trouble, clock: Clock) -> FailedMessage:
    try:
        envelope: Envelope | None = decode(delivery.body).envelope
        id = envelope.id if envelope else ""
    except CoulisseError:
        envelope = envelope_of(delivery.body)
        id = sha256(delivery.queue.encode() + delivery.body).hexdigest()
    return FailedMessage(
        id=id,
        queue=delivery.queue,
        type=envelope.type[:_MOST_SHOWN] if envelope else "unreadable",
        tenant=envelope.tenant[:_MOST_SHOWN] if envelope else "",
        subject=envelope.subject[:_MOST_SHOWN] if envelope else "",
        error=trouble.error,
        reason=trouble.reason,
        place=trouble.place,
        stack=trouble.stack,
        attempts=delivery.attempt + 1,
        headers=delivery.headers,
        body=delivery.body,
        failed_at=clock(),
    )


def _pause_with_jitter(tried: int) -> None:
    time.sleep(random.uniform(0.001, 0.005 * (tried + 1)))
