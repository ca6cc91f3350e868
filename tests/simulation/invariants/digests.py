"""Who is told every hour is told of every event once, and an address that bounces is written to no more."""

import json
from collections.abc import Mapping
from typing import Any

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.digest import DIGEST, Digest
from services.notifications.domain.event import Event
from services.notifications.domain.subscription import NAMED_ALONE, ClientSubscriptions
from tests.simulation.gateway import TENANTS
from tests.simulation.subscribers import GATHERING, SUBSCRIPTIONS
from tests.simulation.witness import See
from tests.simulation.world import World


class Digests:
    """_happened: ids of events that are to be told; _told: those that digests named; _more: how many they only
    counted."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._happened: set[str] = set()
        self._told: set[str] = set()
        self._more = 0
        self._deliveries: set[str] = set()

    @property
    def sees(self) -> Mapping[type[Any], See]:
        return {Event: self._event, Delivery: self._delivery}

    def _event(self, event: Event) -> None:
        mine = (event.tenant, event.client) == (TENANTS[0], SUBSCRIPTIONS[GATHERING][0])
        if mine and event.type not in NAMED_ALONE:
            self._happened.add(event.id)

    def _delivery(self, delivery: Delivery) -> None:
        if delivery.type != DIGEST or delivery.id in self._deliveries:
            return
        self._deliveries.add(delivery.id)
        data = json.loads(delivery.body)["data"]
        named = {event["id"] for event in data["events"]}
        assert not named & self._told, f"told of twice by digests: {sorted(named & self._told)[:3]}"
        self._told |= named
        self._more += data["more"]

    def check(self) -> None:
        """What is not told yet waits."""
        waiting: set[str] = set()
        uncounted = self._more
        for digest in self._world.all("notifications", Digest):
            assert bool(digest.events) == (digest.due_at is not None), (
                f"{digest} waits for nothing, or for ever"
            )
            waiting |= set(digest.events)
            uncounted += digest.more
        known = self._told | waiting
        assert known <= self._happened, (
            f"digests tell what never happened: {sorted(known - self._happened)[:3]}"
        )
        missing = len(self._happened) - len(known) - uncounted
        assert not missing, f"{missing} events of {len(self._happened)} are in no digest"
        self._check_bounced()

    def _check_bounced(self) -> None:
        for client in self._world.all("notifications", ClientSubscriptions):
            for subscription in client.subscriptions:
                if subscription.id in self._world.receivers.bounced:
                    assert subscription.state != "active", f"{subscription.id} bounced, and goes on"
