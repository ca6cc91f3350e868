"""The heart of a service process: the one thread on which both connections and all the work live."""

import random
import threading
import time
from collections.abc import Mapping, Sequence

import structlog
from pika.adapters.select_connection import IOLoop

from shared.contracts.codec import OutgoingRow
from shared.contracts.topology import queues_of
from shared.persistence.clock_port import REAL_TIME, Clocks
from shared.persistence.store import Store
from shared.runtime.clock import Clock
from shared.runtime.consuming import ConsumingLink
from shared.runtime.deciding import Decider
from shared.runtime.elsewhere import OtherThread
from shared.runtime.failpoints import failpoint
from shared.runtime.pace import Pace
from shared.runtime.publishing import PublishingLink
from shared.runtime.room import Room
from shared.runtime.settings import RuntimeSettings
from shared.runtime.sharing import Sharing
from shared.runtime.topology_check import check_topology
from shared.runtime.watching import Watches
from shared.runtime.work import Work

log = structlog.get_logger(__name__)


class Engine:
    """Runs one room on one broker and one store until it is stopped.

    on_effects: set after a commit that asked for effects, to wake their worker.
    """

    def __init__(
        self,
        room: Room,
        settings: RuntimeSettings,
        store: Store,
        clock: Clock,
        clocks: Clocks = REAL_TIME,
        watch: Watches | None = None,
    ) -> None:
        self.loop = IOLoop()
        self.on_effects: threading.Event = threading.Event()
        self.failure: BaseException | None = None
        self._name = room.name
        self._amqp_url = url = settings.amqp_url
        self._process = process = f"{room.name} {settings.process}"
        self._publishing = PublishingLink(self.loop, url, process, self._schedule)
        self._consuming = ConsumingLink(self.loop, url, process, queues_of(room.name), self._schedule)
        self._sharing = Sharing(room.name, settings.process)
        self._ticked_at = time.monotonic()
        self._elsewhere = OtherThread(f"{room.name} elsewhere", self.loop)
        reached = failpoint(settings.failpoint)
        self._work = Work(
            room.name,
            Decider(room.name, room.table, store, _pause_with_jitter, reached, clocks),
            store,
            clock,
            self.loop,
            self._elsewhere,
            self._publishing,
            self._consuming,
            Pace(),
            self.on_effects.set,
            reached,
            watch,
        )
        self._thread = threading.Thread(target=self._run, name=f"{room.name} engine", daemon=True)

    def _schedule(self) -> None:
        self._work.schedule()

    def start(self) -> None:
        self._thread.start()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    @property
    def publishes(self) -> bool:
        """Whether the broker takes messages at present, and is given any."""
        return self._publishing.ready and not self._publishing.held

    @property
    def settled(self) -> bool:
        """Publishing is held, and the broker has answered for everything sent before."""
        return self._publishing.held and not self._publishing.in_flight

    def hold(self, held: bool) -> None:
        """Leave new messages in the outbox, or go on. Thread-safe."""
        self.loop.add_callback_threadsafe(lambda: setattr(self._publishing, "held", held))

    @property
    def waiting(self) -> int:
        """Messages that this process holds and has not begun."""
        return self._consuming.waiting

    @property
    def silent_for(self) -> float:
        """Seconds since the loop turned last: it hangs when they are many. A batch may wait for the database for most
        of a minute."""
        return time.monotonic() - self._ticked_at if self._thread.is_alive() else 0.0

    @property
    def attachment(self) -> str:
        """See ConsumingLink."""
        return self._consuming.attachment

    def share(self, replicas: Mapping[str, str]) -> None:
        """Leave to the other living replicas, given with their attachments, what is theirs. Thread-safe."""

        def leave() -> None:
            queues = self._sharing.to_leave(replicas, self._consuming.served())
            if queues and not self._work.stopping:
                log.info("engine.shares", service=self._name, left=len(queues), replicas=len(replicas))
                self._consuming.leave(queues)

        self.loop.add_callback_threadsafe(leave)

    def not_ready_because(self) -> list[str]:
        """What keeps this process from doing its work, in words; empty when it is ready."""
        reasons = []
        if not self._consuming.ready:
            reasons.append("consumers are not attached to all queues")
        if not self._publishing.ready:
            reasons.append("the broker takes no messages")
        if self._work.database_away:
            reasons.append("the database is away")
        if self._work.stuck:
            reasons.append(f"the ladder of delays does not take {self._work.stuck} messages")
        return reasons

    def stop(self, within: float = 18.0) -> None:
        """Finish the batch in hand, let the broker confirm it, acknowledge, disconnect. Thread-safe."""
        self._work.stopping = True
        self.loop.add_callback_threadsafe(lambda: self._begin_stop(time.monotonic() + within))
        self._thread.join(within + 2)
        self._elsewhere.close()

    def publish_soon(self, rows: dict[str, list[OutgoingRow]]) -> None:
        """Publish rows that another thread has committed to the outbox, by commit id. Thread-safe."""
        self.loop.add_callback_threadsafe(lambda: self._work.publish(rows))

    def send_soon(self, rows: Sequence[OutgoingRow]) -> None:
        """Publish rows that are made anew as long as they are needed (reminders). Thread-safe."""
        self.loop.add_callback_threadsafe(lambda: self._publishing.publish(rows, lambda _unsent: None))

    def _run(self) -> None:
        try:
            check_topology(self._amqp_url, self._process, lambda: self._work.stopping)
            self._tick()
            self.loop.call_later(0, self._publishing.open)
            self.loop.call_later(0, self._consuming.open)
            self.loop.start()
        except BaseException as error:
            self.failure = error
            log.exception("engine.broken", service=self._name)
            raise

    def _tick(self) -> None:
        self._ticked_at = time.monotonic()
        self.loop.call_later(1.0, self._tick)

    def _begin_stop(self, deadline: float) -> None:
        self._consuming.detach()
        self._await_confirms(deadline)

    def _await_confirms(self, deadline: float) -> None:
        if self._publishing.in_flight and time.monotonic() < deadline:
            self.loop.call_later(0.02, lambda: self._await_confirms(deadline))
            return
        self._work.forget()
        self._consuming.close()
        self._publishing.close()
        self._await_closed(deadline)

    def _await_closed(self, deadline: float) -> None:
        if not (self._consuming.closed and self._publishing.closed) and time.monotonic() < deadline:
            self.loop.call_later(0.02, lambda: self._await_closed(deadline))
            return
        self.loop.stop()


def _pause_with_jitter(tried: int) -> None:
    time.sleep(random.uniform(0.001, 0.005 * (tried + 1)))
