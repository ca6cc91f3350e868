"""Secrets and personal data are where they belong: not in commands, not in logs."""

import json

import psutil
import pytest

from tests.support.case_bodies import a_customer_file, an_order
from tests.support.front_office import FrontOffice
from tests.support.running_house import RunningHouse
from tests.support.webhook_receiver import WebhookReceiver
from tests.unit.validation.files import a_pdf, an_image

CANARY = "Wilhelmina Kanarienvogel"
EMAIL = "kanarienvogel@example.org"
IBAN = "FR76 3000 6000 0112 3456 7890 189"


@pytest.fixture
def secrets(house: RunningHouse) -> set[str]:
    """Every password and key of this platform."""
    stack = house.house.stack
    stored: dict[str, str] = json.loads((stack.folder / "secrets.json").read_text())
    return {*stored.values(), house.house.master_key.read_text().strip()}


def test_no_secret_stands_in_a_command(house: RunningHouse, secrets: set[str]) -> None:
    """Commands are for everybody on the machine to see."""
    commands = [" ".join(process.cmdline()) for found in house.processes().values() for process in found]
    servers = [*house.house.stack.broker.pids, *house.house.stack.database.pids]
    commands += [" ".join(psutil.Process(pid).cmdline()) for pid in servers]

    assert len(commands) > len(house.processes())
    assert [command for command in commands if any(secret in command for secret in secrets)] == []


def test_the_program_that_opens_strangers_files_is_told_no_secret(
    house: RunningHouse, shop: FrontOffice, secrets: set[str]
) -> None:
    """It starts when the first file comes."""
    file = shop.submit(a_customer_file({"identity": shop.upload(an_image(), "image/png")}))
    shop.wait_for_status(file, "needs_correction")

    inspectors = [
        process
        for process in house.processes()["validation"]
        if "services.validation.inspector" in process.cmdline()
    ]

    assert inspectors
    for inspector in inspectors:
        told = "\n".join(inspector.environ().values())
        assert not any(secret in told for secret in secrets)
        assert "://" not in told


def test_logs_hold_neither_secrets_nor_persons(
    house: RunningHouse, shop: FrontOffice, receiver: WebhookReceiver, secrets: set[str]
) -> None:
    shop.stock_up({"CH-100": 10})
    shop.subscribe(receiver)
    buyer = {"role": "buyer", "name": CANARY, "email": EMAIL, "bank_account": {"iban": IBAN}}
    order = shop.submit(an_order(parties=[buyer]))
    file = shop.submit(
        a_customer_file(
            {"identity": shop.upload(an_image(), "image/png"), "proof_of_address": shop.upload(a_pdf(2))},
            parties=[buyer | {"role": "applicant"}],
        )
    )
    refused = shop.ask("POST", "/v1/cases", {"type": "sales_order", "parties": [buyer], EMAIL: CANARY})
    assert refused.status_code in {400, 422}
    shop.wait_for_status(order, "closed")
    shop.wait_for_status(file, "needs_correction")

    logs = {log.name: log.read_text(errors="replace") for log in house.house.supervisor.logs.glob("*.log")}

    assert len(logs) > len(house.processes()) - 1
    forbidden = {*secrets, shop.key, shop.key.rpartition("_")[2], CANARY, EMAIL, IBAN, IBAN.replace(" ", "")}
    assert {(name, word) for name, text in logs.items() for word in forbidden if word in text} == set()
