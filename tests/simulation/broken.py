"""Runtimes with one promise broken each, to prove that the simulation notices."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from shared.contracts.codec import OutgoingRow
from shared.contracts.decision import Collection
from shared.persistence.effect_port import Finished
from shared.persistence.store import Commit
from shared.runtime.aside import Aside
from shared.runtime.batch import Trouble
from shared.runtime.delivery import Delivery
from shared.runtime.ladder import next_rung
from shared.runtime.work import _Batch
from tests.simulation.partners import Erp
from tests.simulation.store import SimulatedEffects, SimulatedKeeper, SimulatedStore
from tests.simulation.work import SimulatedWork
from tests.simulation.world import Parts


class _AcknowledgesFirst(SimulatedWork):
    """Acknowledges what it was handed over before anything is committed."""

    def _handle(self, deliveries: list[Delivery]) -> None:
        self._consuming.acknowledge(deliveries)
        super()._handle(deliveries)


class _ForgetsWhatWasRefused(SimulatedWork):
    """Takes every answer of the broker for a confirm."""

    def _answered(self, commit: str, unsent: list[str], most: int, batch: _Batch | None = None) -> None:
        super()._answered(commit, [], most, batch)


class _HastyAside(Aside):
    def put(self, delivery: Delivery, trouble: Trouble) -> None:
        row = next_rung(delivery, lambda: 0.5, conflict=trouble.conflict) if trouble.transient else None
        if row is None:
            super().put(delivery, trouble)
            return
        self._consuming.acknowledge([delivery])
        self._publishing.publish([row], lambda _unsent: None)


class _LetsGoBeforeTheLadder(SimulatedWork):
    """Acknowledges what is to be delayed before the ladder has it."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._aside = _HastyAside(
            self._name,
            self._store,
            self._clock,
            self._loop,
            self._elsewhere,
            self._publishing,
            self._consuming,
        )


class _OutboxOutside(SimulatedStore):
    """Keeps changes without the messages that tell of them: those exist only in the process's memory."""

    def apply(self, commit: Commit) -> None:
        super().apply(commit)
        self.outbox.pop(commit.id, None)


class _NoInbox(SimulatedStore):
    """Forgets which messages it has handled."""

    def apply(self, commit: Commit) -> None:
        self.inbox.clear()
        super().apply(commit)
        self.inbox.clear()


class _NeverSweeps(SimulatedStore):
    """Leaves what was not confirmed where it is."""

    def unsent(self, before: datetime, most: int) -> list[tuple[str, list[OutgoingRow]]]:
        return []


class _MuteEffects(SimulatedEffects):
    """Finishes effects without the messages that tell of it."""

    def finish(self, finished: Sequence[Finished], commit: str, now: datetime) -> list[OutgoingRow]:
        return super().finish([replace(one, rows=()) for one in finished], commit, now)


class _FinishesMutely(SimulatedStore):
    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.effects = _MuteEffects(self)


class _BlindKeeper(SimulatedKeeper):
    def due(self, collection: Collection[Any], now: datetime, most: int) -> list[Any]:
        return []


class _NeverReminds(SimulatedStore):
    """Nobody looks whose time has come."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.keepsakes = _BlindKeeper(self)


class _NoVersions(SimulatedStore):
    """Overwrites whatever is stored, also what somebody else has changed meanwhile."""

    def _check_version(self, kind: object, id: str, version: int | None) -> None:
        """Whatever the version is, it will do."""


class _ForgetfulErp(Erp):
    """Books whatever it is sent, and knows of nothing when it is asked."""

    def _book(self, key: str) -> None:
        self.booked[key] += 1

    def knows(self, key: str) -> bool:
        return False


BROKEN: dict[str, Parts] = {
    "acknowledges before the commit": Parts(work=_AcknowledgesFirst),
    "forgets what the broker refused": Parts(work=_ForgetsWhatWasRefused),
    "lets go of a message before the ladder has it": Parts(work=_LetsGoBeforeTheLadder),
    "keeps the outbox outside the transaction": Parts(store=_OutboxOutside),
    "forgets the inbox": Parts(store=_NoInbox),
    "checks no versions": Parts(store=_NoVersions),
    "never sweeps the outbox": Parts(store=_NeverSweeps),
    "keeps outcomes without their messages": Parts(store=_FinishesMutely),
    "never reminds": Parts(store=_NeverReminds),
    "repeats effects without a key": Parts(erp=_ForgetfulErp),
}
