"""Nothing of one tenant's case is ever kept under another tenant."""

from tests.simulation.invariants.evidence import Evidence
from tests.simulation.witness import demand


def check_tenants(evidence: Evidence) -> None:
    for service, entity in evidence.kept():
        case = getattr(entity, "case", entity.id)
        wanted = evidence.cases.get(case, entity.tenant)
        demand(
            entity.tenant == wanted,
            f"{service} keeps {type(entity).__name__} {entity.id} of {wanted} for {entity.tenant}",
        )
