"""Whether a tenant has a case: one that intake knows, or one accepted a moment ago."""

from gateway.cases.received import was_received
from gateway.house import here
from services.intake.queries import cases


def case_exists(tenant: str, case: str) -> bool:
    """False also for another tenant's."""
    house = here()
    return (
        was_received(house.own, tenant, case)
        or cases.case(house.database("intake"), tenant, case) is not None
    )
