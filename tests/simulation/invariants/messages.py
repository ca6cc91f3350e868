"""No message is lost: each was handled by everybody it was meant for, or stands in the failed store."""

from shared.contracts.catalogue import BY_TYPE
from tests.simulation.witness import demand
from tests.simulation.world import World


def check_messages(world: World) -> None:
    demand(world.broker.at_rest, "queues are not empty")
    for name, store in world.stores.items():
        demand(not store.outbox, f"{name}'s outbox still holds {list(store.outbox)[:3]}")
        unexpected = [failed for id, failed in store.failed.items() if id not in world.calamities.poison]
        demand(
            not unexpected,
            f"{name} failed on "
            + "; ".join(f"{f.type} {f.id}: {f.error} {f.reason}" for f in unexpected[:3]),
        )
    demand(
        sum(len(store.failed) for store in world.stores.values()) == len(world.calamities.poison),
        f"of {len(world.calamities.poison)} unreadable messages not each one is kept",
    )
    accepted = [request.row for request in world.gateway.requests.values()]
    for row in (*accepted, *world.witness.sent.values()):
        type = row.routing_key.split(".", 2)[2]
        for service in BY_TYPE[type].definition.receivers:
            if (service, row.id) not in world.witness.handled:
                demand(False, f"{type} {row.id} never reached {service}")
