"""Opening the house for one round: servers, services, partners, and keys for everybody who takes part."""

from datetime import UTC, datetime
from pathlib import Path

from gateway.access import api_keys
from gateway.access.scopes import ROLES
from gateway.house import DATABASE
from infra.demo.api import Api
from infra.demo.partners import Partners
from infra.demo.people import Accountant, Agent, Carrier, FrontOffice, Warehouse
from infra.demo.scenarios.credit_limit import CREDIT_LIMIT
from infra.demo.story import Cast
from infra.local.house import House
from shared.persistence.mongo import connect

CAST = {
    "shop": "integrator",
    "marketplace": "integrator",
    "camille": "agent",
    "sacha": "accountant",
    "lou": "warehouse",
    "fastparcel": "carrier",
}
"""Who holds a key, and the role that says what it may do."""


def settings(partners: Partners) -> dict[str, str]:
    """What the programs are told beside: where the partners are, and waits that fit a short play."""
    return {
        "CASE_TYPES_DIR": str(Path(__file__).with_name("case_types")),
        "CREDIT_LIMIT": CREDIT_LIMIT,
        "ERP_URL": partners.erp_url,
        "ERP_TOKEN": partners.erp_token,
        "WEBHOOK_ALLOW": partners.receiver_url.removeprefix("http://"),
        "WEBHOOK_DELAYS": "1s,1s,1s,2s,2s,2s,5s,5s,10s,10s,30s,1m,5m",
        "EFFECT_BREAKER_SECONDS": "2",
        "OUTBOX_SWEEP_SECONDS": "1",
    }


def new_tenant() -> str:
    """A name of its own for every run, since what was stored before stays."""
    return f"demo-{datetime.now(UTC):%Y%m%d-%H%M%S}"


def keys_for(house: House, tenant: str) -> dict[str, str]:
    """A key for everybody in CAST."""
    with connect(house.stack.mongodb_admin_url, name="coulisse-demo") as mongo:
        return {
            client: api_keys.create(
                mongo[DATABASE],
                tenant=tenant,
                client=client,
                role=role,
                scopes=ROLES[role],
                now=datetime.now(UTC),
            )
            for client, role in CAST.items()
        }


def cast(url: str, keys: dict[str, str], partners: Partners) -> Cast:
    """Everybody with their own key in hand."""
    api = {client: Api(url, key) for client, key in keys.items()}
    return Cast(
        shop=FrontOffice(api["shop"]),
        marketplace=FrontOffice(api["marketplace"]),
        agent=Agent(api["camille"]),
        accountant=Accountant(api["sacha"]),
        warehouse=Warehouse(api["lou"]),
        carrier=Carrier(api["fastparcel"]),
        partners=partners,
    )


def fill_the_shelves(warehouse: Warehouse) -> None:
    """What everyday orders take. Returns once it can be promised."""
    warehouse.receive("BL-OPENING", dict.fromkeys(("BOOK", "CHAIR", "DESK", "LAMP"), 1000))
