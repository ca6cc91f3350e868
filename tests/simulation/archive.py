"""The reader of failed deliveries, over a database in memory."""

from services.notifications.adapters import failed_deliveries
from services.notifications.domain.delivery import SendWebhook
from services.notifications.domain.redelivery import FindFailed
from shared.persistence.memory_effects import MemoryEffects
from shared.runtime.performing import Performer


class Archive:
    """The notifications service's own performer; only its query is replaced."""

    def __init__(self, effects: MemoryEffects) -> None:
        self._effects = effects

    def performer(self) -> Performer[FindFailed]:
        return _Reader(self).performer()  # type: ignore[arg-type]

    def given_up(self, what: FindFailed, tenant: str) -> list[str]:
        found = [
            id
            for id, record in self._effects.records.items()
            if record.state == "given_up"
            and what.after < id < what.until
            and record.effect.tenant == tenant
            and isinstance(record.effect.what, SendWebhook)
            and (record.effect.what.subscription, record.effect.what.client) == (what.target, what.owner)
        ]
        return sorted(found)[: failed_deliveries.AT_A_TIME]


class _Reader(failed_deliveries.FailedDeliveries):
    def given_up(self, what: FindFailed, tenant: str) -> list[str]:
        archive: Archive = self.database  # type: ignore[assignment]
        return archive.given_up(what, tenant)
