"""Nothing of one tenant's case is ever kept under another tenant."""

from tests.simulation.witness import demand
from tests.simulation.world import World


def check_tenants(world: World) -> None:
    of_cases = world.people.cases
    for name, store in world.stores.items():
        for kind, entities in store.entities.items():
            for loaded in entities.values():
                entity = loaded.entity
                case = getattr(entity, "case", entity.id)
                wanted = of_cases.get(case, entity.tenant)
                demand(
                    entity.tenant == wanted,
                    f"{name} keeps {kind.__name__} {entity.id} of {wanted} for {entity.tenant}",
                )
