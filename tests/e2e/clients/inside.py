"""What those inside do, told with the generated Python client: a task, people, books, a warehouse, letters, figures,
the sandbox, files and an older version. Prints what it saw as JSON."""

import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime

from coulisse_client import AuthenticatedClient
from coulisse_client.api.accounting import read_invoices
from coulisse_client.api.api_keys import create_key
from coulisse_client.api.cases import list_cases, read_case, submit_case
from coulisse_client.api.figures_by_day import read_case_figures
from coulisse_client.api.invoices import print_invoice
from coulisse_client.api.ledgers import read_trial_balance
from coulisse_client.api.sandbox import advance_clock, read_clock
from coulisse_client.api.tasks import claim_task, decide_task, list_tasks, read_task
from coulisse_client.api.tax import download_fec
from coulisse_client.api.teams import define_team, read_team
from coulisse_client.api.templates import preview_template
from coulisse_client.api.warehouses import define_warehouse, read_warehouse
from coulisse_client.models import (
    ApiKeySecret,
    Case,
    CaseFiguresByType,
    CaseInvoiceList,
    CaseStatus,
    ClockStep,
    InterfaceVersion,
    KeyMode,
    Language,
    ListedCasePage,
    NewApiKey,
    NewCase,
    NewLine,
    Operation,
    Party,
    PartyRole,
    Preview,
    PreviewWish,
    Priority,
    Problem,
    ReceivedCase,
    ReviewAnswer,
    ReviewDecision,
    SandboxClock,
    Task,
    TaskKind,
    TaskPage,
    Team,
    TeamDefinition,
    TrialBalance,
    Warehouse,
    WarehouseDefinition,
)
from coulisse_client.types import File
from httpx import Timeout

URL = os.environ["COULISSE_URL"]
PATIENCE = Timeout(60)
client = AuthenticatedClient(base_url=URL, token=os.environ["COULISSE_API_KEY"], timeout=PATIENCE)
WAIT = "wait=5"


def until(fact: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not fact():
        assert time.monotonic() < deadline, fact
        time.sleep(0.1)


team = TeamDefinition(title_en="Desk", title_fr="Bureau", members=["ada"])
made = define_team.sync("desk", client=client, body=team, prefer=WAIT)
assert isinstance(made, Operation), made
desk = read_team.sync("desk", client=client)
assert isinstance(desk, Team)
house = WarehouseDefinition(name="Lyon", postcode="69007", city="Lyon", country="FR")
define_warehouse.sync("main", client=client, body=house, prefer=WAIT)
lyon = read_warehouse.sync("main", client=client)
assert isinstance(lyon, Warehouse)

chair = NewLine(article="CH-100", label="Chair", quantity=1, unit_price="50.00", vat_rate="20")
buyer = Party(role=PartyRole.BUYER, name="A. Martin", email="a.martin@example.org")
order = NewCase(
    type_="on_approval",
    reference="PY-IN-1",
    customer="C-1",
    priority=Priority.URGENT,
    parties=[buyer],
    lines=[chair],
)
received = submit_case.sync(client=client, idempotency_key="py-in-1", body=order)
assert isinstance(received, ReceivedCase), received
id = received.id


def waiting() -> list[Task]:
    page = list_tasks.sync(client=client, case=id, kind=TaskKind.REVIEW)
    assert isinstance(page, TaskPage), page
    found: list[Task] = page.items
    return found


until(lambda: len(waiting()) == 1)
(task,) = waiting()
undecided = task.answer is None
claimed = claim_task.sync(task.id, client=client, idempotency_key="py-in-2", prefer=WAIT)
decision = ReviewDecision(round_=task.round_, answer=ReviewAnswer.ACCEPT)
decided = decide_task.sync(task.id, client=client, body=decision, idempotency_key="py-in-3", prefer=WAIT)


def case() -> Case:
    found = read_case.sync(id, client=client)
    assert isinstance(found, Case), found
    return found


def answered() -> Task:
    found = read_task.sync(task.id, client=client)
    assert isinstance(found, Task), found
    return found


until(lambda: case().status is CaseStatus.CLOSED)
until(lambda: answered().answer is ReviewAnswer.ACCEPT)

invoices = read_invoices.sync(id, client=client)
assert isinstance(invoices, CaseInvoiceList), invoices
printed = print_invoice.sync(invoices.items[0].id, client=client, language=Language.EN)
assert isinstance(printed, File), printed
issued = invoices.items[0].issued_on
tax_file = download_fec.sync("main", client=client, year=issued.year, siren="732829320")
assert isinstance(tax_file, str), tax_file
month = f"{issued:%Y-%m}"
balance = read_trial_balance.sync("main", client=client, from_=month, until=month)
assert isinstance(balance, TrialBalance), balance

letter = preview_template.sync("case.closed", Language.FR.value, client=client, body=PreviewWish())
assert isinstance(letter, Preview), letter
figures = read_case_figures.sync(client=client)
assert isinstance(figures, CaseFiguresByType), figures
old = list_cases.sync_detailed(client=client, coulisse_version=InterfaceVersion.V2026_06_01)
assert isinstance(old.parsed, ListedCasePage), old.parsed

secret = create_key.sync(
    client=client, idempotency_key="py-in-4", body=NewApiKey(client="shop", mode=KeyMode.TEST)
)
assert isinstance(secret, ApiKeySecret), secret
sandbox = AuthenticatedClient(base_url=URL, token=secret.key, timeout=PATIENCE)
before = read_clock.sync(client=sandbox)
step = advance_clock.sync(client=sandbox, idempotency_key="py-in-5", body=ClockStep(seconds=3600))
assert isinstance(before, SandboxClock), before
assert isinstance(step, SandboxClock), step
refused = read_clock.sync(client=client)
assert isinstance(refused, Problem)

print(
    json.dumps(
        {
            "team": desk.members,
            "lead": desk.lead,
            "house": lyon.name,
            "undecided": undecided,
            "claimed": isinstance(claimed, Operation) and claimed.status.value,
            "decided": isinstance(decided, Operation) and decided.status.value,
            "answer": str(answered().answer),
            "priority": str(case().priority),
            "printed": printed.payload.read(5).decode(),
            "columns": len(tax_file.splitlines()[0].split("\t")),
            "balanced": balance.totals.debit == balance.totals.credit,
            "letter": bool(letter.subject and letter.text),
            "figures": figures.as_of <= datetime.now(UTC),
            "version": old.headers["Coulisse-Version"],
            "deprecated": "Deprecation" in old.headers,
            "ahead": step.ahead_seconds - before.ahead_seconds,
            "live": refused.status,
        }
    )
)
