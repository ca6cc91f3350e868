"""One platform for all stories, with everything real; each story has an organisation of its own."""

import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from secrets import token_hex

import pytest

from infra.local.house import clone
from shared.persistence.mongo import connect
from shared.security.secret_files import read_secret_files
from tests.performance.house import CASE_TYPES as BARE_CASE_TYPES
from tests.support.collector import Collector
from tests.support.command_line import Run, command_line
from tests.support.erp import StandInErp
from tests.support.front_office import FrontOffice
from tests.support.host import HOST
from tests.support.mail_server import MailServer
from tests.support.running_house import DistantPlatform, Platform, RunningHouse, running_house
from tests.support.webhook_receiver import WebhookReceiver

_FOLDER = clone() / ".local" / "e2e"
_CREDIT_LIMIT = "1000.00"
PULLING = "pulling"
_run = token_hex(3)
_tenants = count(1)


@pytest.fixture(scope="session")
def case_types(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Case types that the product does not bring: added as files, without code."""
    folder = tmp_path_factory.mktemp("case_types")
    for origin in (Path(__file__).parent / "case_types", BARE_CASE_TYPES):
        shutil.copytree(origin, folder, dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def erp() -> Iterator[StandInErp]:
    with StandInErp(int(os.environ.get("COULISSE_TEST_ERP_PORT", "0"))) as erp:
        yield erp


@pytest.fixture(scope="session")
def collector() -> Iterator[Collector]:
    with Collector() as collector:
        yield collector


@pytest.fixture(scope="session")
def mail_server() -> Iterator[MailServer]:
    """Of the whole platform; each story writes to addresses of its own."""
    with MailServer() as server:
        yield server


@pytest.fixture(scope="session")
def platform(
    case_types: Path, erp: StandInErp, collector: Collector, mail_server: MailServer
) -> Iterator[Platform]:
    """Five services, gateway, broker and database, started as `make up` starts them, with short waits.

    With COULISSE_URL and MONGODB_ADMIN_URL the stories are played on the platform that runs there, which was told the
    settings below by whoever started it.
    """
    if url := os.environ.get("COULISSE_URL"):
        read_secret_files(os.environ)
        with connect(os.environ["MONGODB_ADMIN_URL"], name="tests") as mongo:
            yield DistantPlatform(mongo, url)
        return
    settings = {
        "CASE_TYPES_DIR": str(case_types),
        "CREDIT_LIMIT": _CREDIT_LIMIT,
        "EFFECT_BREAKER_SECONDS": "0.5",
        "ERP_URL": erp.url,
        "ERP_PULL_TENANTS": PULLING,
        "SELLERS_FILE": str(Path(__file__).parent / "sellers.yaml"),
        "GATEWAY_DATABASE_SECONDS": "1.5",
        "GATEWAY_ACCEPT_SECONDS": "4",
        "OUTBOX_SWEEP_SECONDS": "1",
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
        "OTEL_BSP_SCHEDULE_DELAY": "500",
        "SMTP_HOST": HOST,
        "SMTP_PORT": str(mail_server.port),
        "SMTP_SECURITY": "none",
        "MAIL_FROM": "Coulisse <no-reply@coulisse.example>",
        "WEBHOOK_ALLOW": HOST,
        "WEBHOOK_DELAYS": "0.2s,0.3s,0.5s,1s,1s,1h",
    }
    with running_house(_FOLDER, settings) as platform:
        yield platform


@pytest.fixture
def house(platform: Platform) -> RunningHouse:
    """The platform, for stories that stop its processes."""
    if not isinstance(platform, RunningHouse):
        pytest.skip("this story stops processes, which it may do only to a platform of its own")
    return platform


@pytest.fixture
def shop(platform: Platform) -> FrontOffice:
    """The front office of an organisation that nobody else has."""
    return _front_office(platform)


@pytest.fixture
def coulisse(shop: FrontOffice) -> Run:
    """The command line of that organisation."""
    return command_line(shop)


@pytest.fixture
def pulling(house: RunningHouse) -> FrontOffice:
    """An organisation whose ERP nobody can call; the only one, since the platform is told of it when it starts."""
    return FrontOffice(house.gateway_url, house.new_key(PULLING), PULLING)


@pytest.fixture
def stranger(platform: Platform) -> FrontOffice:
    """The front office of another organisation."""
    return _front_office(platform)


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with WebhookReceiver() as receiver:
        yield receiver


def _front_office(platform: Platform) -> FrontOffice:
    # A platform that runs on may have heard of earlier organisations.
    tenant = f"tenant-{_run}-{next(_tenants)}"
    return FrontOffice(platform.gateway_url, platform.new_key(tenant), tenant)
