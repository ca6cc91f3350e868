"""One platform for all stories, with everything real; each story has an organisation of its own."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from infra.local.house import clone
from tests.performance.house import CASE_TYPES as BARE_CASE_TYPES
from tests.support.erp import StandInErp
from tests.support.front_office import FrontOffice
from tests.support.running_house import RunningHouse, running_house
from tests.support.webhook_receiver import WebhookReceiver

_FOLDER = clone() / ".local" / "e2e"
_CREDIT_LIMIT = "1000.00"
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
    with StandInErp() as erp:
        yield erp


@pytest.fixture(scope="session")
def platform(case_types: Path, erp: StandInErp) -> Iterator[RunningHouse]:
    """Five services, gateway, broker and database, started as `make up` starts them, with short waits."""
    settings = {
        "CASE_TYPES_DIR": str(case_types),
        "CREDIT_LIMIT": _CREDIT_LIMIT,
        "EFFECT_BREAKER_SECONDS": "0.5",
        "ERP_URL": erp.url,
        "GATEWAY_DATABASE_SECONDS": "1.5",
        "GATEWAY_ACCEPT_SECONDS": "4",
        "OUTBOX_SWEEP_SECONDS": "1",
        "WEBHOOK_ALLOW": "127.0.0.1",
        "WEBHOOK_DELAYS": "0.2s,0.3s,0.5s,1s,1s",
    }
    with running_house(_FOLDER, settings) as platform:
        yield platform


@pytest.fixture
def shop(platform: RunningHouse) -> FrontOffice:
    """The front office of an organisation that nobody else has."""
    return _front_office(platform)


@pytest.fixture
def stranger(platform: RunningHouse) -> FrontOffice:
    """The front office of another organisation."""
    return _front_office(platform)


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with WebhookReceiver() as receiver:
        yield receiver


def _front_office(platform: RunningHouse) -> FrontOffice:
    tenant = f"tenant-{next(_tenants)}"
    return FrontOffice(platform.house.gateway_url, platform.new_key(tenant), tenant)
