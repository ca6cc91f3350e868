"""What the outside world saw: each entry booked once, each wanted notification at least once under one id."""

from collections import Counter
from typing import Any

from services.accounting.domain.syncing import EntrySync
from services.notifications.domain.delivery import Delivery
from services.notifications.domain.payload import event_name
from services.notifications.service import TOLD
from shared.contracts.codec import decode
from tests.simulation.gateway import TENANTS
from tests.simulation.partners import refuses
from tests.simulation.subscribers import LASTING, SUBSCRIPTIONS
from tests.simulation.witness import demand
from tests.simulation.world import World


def check_outside(world: World) -> None:
    for name, store in world.stores.items():
        unfinished = list(store.effects.pending)
        demand(not unfinished, f"{name} has unfinished effects: {unfinished[:3]}")
    _check_erp(world)
    _check_webhooks(world)


def _check_erp(world: World) -> None:
    syncs = {sync.id: sync for sync in world.all("accounting", EntrySync)}
    for id in world.witness.entries:
        demand(id in syncs, f"nobody knows whether the ERP has {id}")
        times = world.erp.booked[id]
        demand(times <= 1, f"the ERP booked {id} {times} times")
        outcome = ("given_up", 0) if refuses(id) else ("sent", 1)
        demand(
            (syncs[id].state, times) == outcome, f"{id} is {syncs[id].state}, the ERP booked it {times} times"
        )
    strange = world.erp.booked.keys() - world.witness.entries.keys()
    demand(not strange, f"the ERP booked what is not in the books: {sorted(strange)[:3]}")


def _check_webhooks(world: World) -> None:
    """Told of every event that it wants: one delivery, which arrived unless it was given up. Of nothing else."""
    told = tuple(kind.definition.type for kind in TOLD)
    rows = [row for row in world.witness.sent.values() if row.routing_key.endswith(told)]
    told_of = [decode(row.body) for row in rows]
    events: list[Any] = [one.message for one in told_of if one.envelope.tenant == TENANTS[0]]
    deliveries: list[Delivery] = world.all("notifications", Delivery)
    for subscription, (client, wanted) in SUBSCRIPTIONS.items():
        expected = Counter(
            (event.case, event_name(event))
            for event in events
            if event.client == client and (wanted == "*" or wanted == event_name(event))
        )
        mine = [delivery for delivery in deliveries if delivery.subscription == subscription]
        made = Counter((delivery.case, delivery.type) for delivery in mine)
        lasting = subscription in LASTING
        demand(
            made == expected if lasting else made <= expected,
            f"{subscription}: too many {made - expected}, too few {expected - made}",
        )
        for delivery in mine:
            _check_delivery(world, delivery, lasting)
    ids = {(delivery.subscription, delivery.id) for delivery in deliveries}
    strange = world.receivers.got.keys() - ids
    demand(not strange, f"receivers got what nobody sent: {list(strange)[:3]}")


def _check_delivery(world: World, delivery: Delivery, lasting: bool) -> None:
    """It arrived, or was openly given up: for its subscription's end, or when all its attempts were used up."""
    record = world.stores["notifications"].effects.records[delivery.id]
    told = f"{delivery.type} of {delivery.case} for {delivery.subscription}: {record.outcomes}"
    if record.state == "done":
        demand(world.receivers.got[delivery.subscription, delivery.id], f"never arrived: {told}")
    else:
        ends = ("exhausted",) if lasting else ("exhausted", "given_up")
        demand(record.state == "given_up" and record.outcomes[-1] in ends, f"{record.state}: {told}")
