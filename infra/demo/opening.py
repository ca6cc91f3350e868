"""Opening the house for one round: servers, services, partners, and keys for everybody who takes part."""

from datetime import UTC, datetime
from pathlib import Path

from gateway.access import api_keys
from gateway.access.scopes import ROLES
from gateway.house import DATABASE
from infra.demo.accountant import Accountant
from infra.demo.api import Api
from infra.demo.partners import Partners
from infra.demo.people import SUPERVISOR, Agent, FrontOffice, Supervisor
from infra.demo.scenarios.credit_limit import CREDIT_LIMIT
from infra.demo.story import Cast
from infra.demo.warehouse import MAIN, Carrier, Warehouse
from infra.local.house import House
from infra.local.kept_case_types import keep_case_types
from shared.persistence.mongo import connect

CAST = {
    "shop": "integrator",
    "marketplace": "integrator",
    "intranet": "integrator",
    "camille": "agent",
    "dominique": "agent",
    SUPERVISOR: "supervisor",
    "sacha": "accountant",
    "lou": "warehouse",
    "fastparcel": "carrier",
}
"""Who holds a key, and the role that says what it may do."""


def settings(partners: Partners) -> dict[str, str]:
    """What the programs are told beside: where the partners are, and waits that fit a short play.

    The demo's case types stay with the clone, since cases of them do.
    """
    return {
        "CASE_TYPES_DIR": str(keep_case_types(partners.folder, Path(__file__).with_name("case_types"))),
        "CREDIT_LIMIT": CREDIT_LIMIT,
        "SELLERS_FILE": str(Path(__file__).with_name("sellers.yaml")),
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
        intranet=FrontOffice(api["intranet"]),
        agent=Agent(api["camille"]),
        colleague=Agent(api["dominique"]),
        supervisor=Supervisor(api[SUPERVISOR]),
        accountant=Accountant(api["sacha"]),
        warehouse=Warehouse(api["lou"]),
        carrier=Carrier(api["fastparcel"]),
        partners=partners,
    )


TEAMS = (
    ("complaints", "Complaints", "Réclamations", ("camille", "dominique")),
    ("payables", "Payables", "Comptabilité fournisseurs", ("camille", "dominique")),
    ("human-resources", "Human resources", "Ressources humaines", (SUPERVISOR,)),
    ("quality", "Quality control", "Contrôle qualité", (SUPERVISOR,)),
)
"""Who decides what. A team that nobody has defined is open to all."""

SHELVES = (
    ("BOOK", 1000, "11.50"),
    ("CHAIR", 1000, "21.90"),
    ("DESK", 1000, "149.00"),
    ("LAMP", 1000, "8.40"),
)
"""What everyday orders take: article, pieces, and what one of them cost."""


def settle_in(everybody: Cast) -> None:
    """Defines the teams and the first warehouse, and fills its shelves. Returns once all of it counts."""
    for name, english, french, members in TEAMS:
        everybody.supervisor.define_team(name, english, french, members)
    everybody.warehouse.define(MAIN, "Paris", "75012", "Paris")
    for article, pieces, cost in SHELVES:
        everybody.warehouse.receive("BL-OPENING", {article: pieces}, cost=cost)
