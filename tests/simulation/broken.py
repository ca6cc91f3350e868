"""Runtimes with one promise broken each, to prove that the simulation notices."""

from shared.persistence.store import Commit
from shared.runtime.consuming import Delivery
from tests.simulation.partners import Erp
from tests.simulation.store import SimulatedStore
from tests.simulation.work import SimulatedWork
from tests.simulation.world import Parts


class _AcknowledgesFirst(SimulatedWork):
    """Acknowledges what it was handed over before anything is committed."""

    def _handle(self, deliveries: list[Delivery]) -> None:
        self._consuming.acknowledge(deliveries)
        super()._handle(deliveries)


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
    "keeps the outbox outside the transaction": Parts(store=_OutboxOutside),
    "forgets the inbox": Parts(store=_NoInbox),
    "checks no versions": Parts(store=_NoVersions),
    "repeats effects without a key": Parts(erp=_ForgetfulErp),
}
