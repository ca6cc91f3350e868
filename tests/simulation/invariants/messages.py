"""No message is lost: each was handled by everybody it was meant for, or stands in the failed store."""

from shared.contracts.codec import decode
from tests.simulation.witness import demand
from tests.simulation.world import World


def check_messages(world: World) -> None:
    demand(world.broker.at_rest, "queues are not empty")
    for name, store in world.stores.items():
        demand(not store.outbox, f"{name}'s outbox still holds {list(store.outbox)[:3]}")
        unexpected = [failed for id, failed in store.failed.items() if id not in world.poison]
        demand(
            not unexpected,
            f"{name} failed on " + "; ".join(f"{f.type} {f.id}: {f.error} {f.reason}" for f in unexpected[:3]),
        )
    demand(
        sum(len(store.failed) for store in world.stores.values()) == len(world.poison),
        f"of {len(world.poison)} unreadable messages not each one is kept",
    )
    accepted = [decode(request.row.body) for request in world.gateway.requests.values()]
    for decoded in (*accepted, *world.witness.sent.values()):
        for service in decoded.message.definition.receivers:
            demand(
                (service, decoded.envelope.id) in world.witness.handled,
                f"{decoded.envelope.type} {decoded.envelope.id} never reached {service}",
            )
