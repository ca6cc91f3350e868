"""No message is lost: each was handled by everybody it was meant for, or stands in the failed store."""

from collections.abc import Mapping
from typing import Any

from tests.simulation.witness import See
from tests.simulation.world import World


class Messages:
    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def sees(self) -> Mapping[type[Any], See]:
        return {}

    def check(self) -> None:
        world = self._world
        poison = world.calamities.poison
        assert world.broker.at_rest, "queues are not empty"
        owed = [f"{type} {id} never reached {service}" for (service, id), type in world.witness.owed.items()]
        assert not owed, owed[:3]
        for name, store in world.stores.items():
            assert not store.outbox, f"{name}'s outbox still holds {list(store.outbox)[:3]}"
            unexpected = [failed for id, failed in store.failed.items() if id not in poison]
            told = "; ".join(f"{f.type} {f.id}: {f.error} {f.reason}" for f in unexpected[:3])
            assert not unexpected, f"{name} failed on {told}"
        kept = sum(len(store.failed) for store in world.stores.values())
        assert kept == len(poison), f"of {len(poison)} unreadable messages {kept} are kept"
