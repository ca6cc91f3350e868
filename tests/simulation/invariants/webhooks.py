"""What receivers saw, by webhook, mail and chat: each wanted notification at least once under one id, none that nobody
wanted."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.payload import CASE_EVENTS, event_name
from shared.contracts.codec import Decoded
from tests.simulation.gateway import TENANTS
from tests.simulation.subscribers import GATHERING, LASTING, SUBSCRIPTIONS
from tests.simulation.witness import See
from tests.simulation.world import World

_Wanted = tuple[str, str, str]


class Webhooks:
    """_open: by subscription, case and event, how many deliveries are wanted less how many were made."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._open: Counter[_Wanted] = Counter()
        self._ids: set[tuple[str, str]] = set()
        self._new: dict[str, Delivery] = {}
        world.witness.hear(CASE_EVENTS, self._told)

    @property
    def sees(self) -> Mapping[type[Any], See]:
        return {Delivery: self._delivery}

    def _told(self, told: Decoded) -> None:
        event: Any = told.message
        if told.envelope.tenant != TENANTS[0]:
            return
        name = event_name(event)
        for subscription, (client, wanted) in SUBSCRIPTIONS.items():
            if client == event.client and wanted in ("*", name) and subscription != GATHERING:
                self._move((subscription, event.case, name), 1)

    def _delivery(self, delivery: Delivery) -> None:
        self._new[delivery.id] = delivery
        if (delivery.subscription, delivery.id) not in self._ids:
            self._ids.add((delivery.subscription, delivery.id))
            if delivery.subscription != GATHERING:
                self._move((delivery.subscription, delivery.case, delivery.type), -1)

    def _move(self, wanted: _Wanted, by: int) -> None:
        self._open[wanted] += by
        if not self._open[wanted]:
            del self._open[wanted]

    def check(self) -> None:
        """Told of every event that it wants: one delivery, which arrived unless it was given up. Of nothing else."""
        for name, store in self._world.stores.items():
            assert not store.effects.pending, (
                f"{name} has unfinished effects: {list(store.effects.pending)[:3]}"
            )
        for (subscription, case, event), times in self._open.items():
            assert times > 0 and subscription not in LASTING, (
                f"{subscription}: of {event} of {case} {times} deliveries are missing"
            )
        for delivery in self._new.values():
            self._check_delivery(delivery)
        self._new.clear()
        strange = self._world.receivers.got.keys() - self._ids
        assert not strange, f"receivers got what nobody sent: {list(strange)[:3]}"

    def _check_delivery(self, delivery: Delivery) -> None:
        """It arrived, or was openly given up: for its subscription's end, or when all its attempts were used up."""
        record = self._world.stores["notifications"].effects.records[delivery.id]
        told = f"{delivery.type} of {delivery.case} for {delivery.subscription}: {record.outcomes}"
        if record.state == "done":
            assert self._world.receivers.got[delivery.subscription, delivery.id], f"never arrived: {told}"
        else:
            lasting = delivery.subscription in LASTING
            ends = ("exhausted",) if lasting else ("exhausted", "given_up")
            assert record.state == "given_up" and record.outcomes[-1] in ends, f"{record.state}: {told}"
