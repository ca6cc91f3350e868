"""Every permission on the database is needed, and no more are: what is granted, against what the platform does."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import requests

from infra.database.permissions import (
    DOCUMENTS,
    HEARTBEATS,
    SANDBOX,
    VAULT,
    database_permissions,
    own_database,
)
from infra.process_names import PROCESSES, SERVICES
from tests.support.case_bodies import BUYER, a_customer_file, a_line, an_order
from tests.support.front_office import FrontOffice
from tests.support.processes import wait_until
from tests.support.running_house import RunningHouse
from tests.support.used_actions import Used, profiled, used_actions
from tests.support.webhook_receiver import WebhookReceiver
from tests.unit.validation.files import a_pdf, an_image

DATABASES = [*(own_database(process) for process in PROCESSES), DOCUMENTS, VAULT, SANDBOX, HEARTBEATS]

SELDOM: dict[Used, str] = {
    **dict.fromkeys(
        (
            ("validation", DOCUMENTS, "documents", "remove"),
            ("validation", DOCUMENTS, "sweep_marks", "insert"),
            ("validation", DOCUMENTS, "sweep_marks", "update"),
            ("validation", DOCUMENTS, "contents.files", "update"),
            ("validation", DOCUMENTS, "contents.files", "remove"),
            ("validation", DOCUMENTS, "contents.chunks", "remove"),
            ("validation", DOCUMENTS, "documents", "update"),
        ),
        "sweeps files that no case took, an hour or more after they came (tests/integration/validation)",
    ),
    ("gateway", own_database("operations"), "", "find"): "shows what was ordered about failed messages",
    **{
        (service, own_database(service), "failed", "collStats"): "looks how much room failed messages take"
        for service in SERVICES
    },
    ("operations", SANDBOX, "clocks", "find"): "as every service does that has something due",
    ("gateway", DOCUMENTS, "contents.chunks", "remove"): "takes back an upload that broke off or is a twin",
    (
        "gateway",
        own_database("gateway"),
        "",
        "remove",
    ): "takes back the place of a key that could not be made",
    ("notifications", VAULT, "persons", "find"): "writes to persons",
    ("gateway", VAULT, "persons", "update"): "forgets the persons of a request whose key was another one's",
}
"""What this story does not bring about, with what does."""

COUNTED: Used = ("stream", own_database("gateway"), "usage", "find")
"""What the stream does about its requests last: up to a second later, all of them together."""


def test_every_grant_is_used_and_nothing_else_is(
    house: RunningHouse, shop: FrontOffice, receiver: WebhookReceiver
) -> None:
    with profiled(house.mongo, DATABASES):
        sandbox = tell_a_story(shop, receiver)
        before = set(house.house.supervisor.pids().values())
        for pid in before:
            os.kill(pid, signal.SIGTERM)
        wait_until(lambda: not before & set(psutil.pids()), 60, "every process has ended")
        wait_until(lambda: _answers(shop), 60, "the gateway is back")
        assert _asked_to_listen(house, sandbox, "?unknown=1").status_code == 422
        with _listening(house, shop) as lines:
            _close_another(shop)
            assert any(line.startswith(b"data: {") for line in lines)
        wait_until(lambda: COUNTED in used_actions(house.mongo, [COUNTED[1]]), 30, "its requests counted")
    used = used_actions(house.mongo, DATABASES)

    unused, beyond = _unused(used) - set(SELDOM), {use for use in used if not _granted(use)}
    assert not unused, f"granted, and never used: {sorted(unused)}"
    assert not beyond, f"used, and never granted: {sorted(beyond)}"


def tell_a_story(shop: FrontOffice, receiver: WebhookReceiver) -> FrontOffice:
    """Goods, an order with papers and webhooks, a file that a person reviews, a sandbox whose clock is put forward.
    Returns the sandbox."""
    shop.stock_up({"CH-100": 10})
    shop.subscribe(receiver)
    signed = shop.upload(a_pdf())
    case = shop.submit(an_order(a_line("CH-100", 1), signed=signed))
    shop.wait_for_status(case, "closed")
    assert [one["case"] for one in shop.items("/v1/invoices")] == [case]
    assert shop.get("/v1/operations/health")
    found = shop.ask("POST", "/v1/cases/search", {"party": {"email": BUYER["email"]}}).json()
    assert case in [one["id"] for one in found["items"]]
    assert shop.ask("GET", f"/v1/documents/{signed}/content").content.startswith(b"%PDF")
    papers = {
        "identity": shop.upload(an_image(), "image/png"),
        "proof_of_address": shop.upload(a_pdf(2)),
        "bank_details": shop.upload(a_pdf(3)),
    }
    reviewed = shop.submit(a_customer_file(papers))
    shop.wait_for_status(reviewed, "waiting")
    task = shop.task_of(reviewed)
    shop.post(f"/v1/tasks/{task['id']}/decision", {"round": task["round"], "answer": "accept"})
    shop.wait_for_status(reviewed, "closed")
    key = shop.ask("POST", "/v1/api-keys", {"client": "crm", "mode": "test", "role": "admin"}).json()["key"]
    sandbox = FrontOffice(shop.url, key, f"{shop.tenant}~test")
    assert sandbox.ask("POST", "/v1/sandbox/clock/advance", {"seconds": 60}).status_code == 200
    return sandbox


def _answers(shop: FrontOffice) -> bool:
    try:
        return shop.ask("GET", "/v1/cases").ok
    except requests.RequestException:
        return False


def _token(shop: FrontOffice) -> str:
    id = shop.key.split("_")[2]
    form = {"grant_type": "client_credentials", "client_id": id, "client_secret": shop.key}
    token: str = requests.post(f"{shop.url}/v1/oauth/token", data=form, timeout=30).json()["access_token"]
    return token


@contextmanager
def _listening(house: RunningHouse, shop: FrontOffice) -> Iterator[Iterator[bytes]]:
    """The live stream, as lines; since the beginning."""
    with _asked_to_listen(house, shop) as answer:
        yield answer.iter_lines(chunk_size=1)


def _asked_to_listen(house: RunningHouse, office: FrontOffice, query: str = "") -> requests.Response:
    return requests.get(
        f"http://{house.house.stream_bind}/v1/events/stream{query}",
        headers={"Authorization": f"Bearer {_token(office)}"},
        stream=True,
        timeout=60,
    )


def _close_another(shop: FrontOffice) -> None:
    """After a restart, which looks at keys, leases and logs anew."""
    case = shop.submit(an_order(a_line("CH-100", 1)))
    shop.wait_for_status(case, "closed")


def _unused(used: set[Used]) -> set[Used]:
    """Grants, one for each action and collection, that nothing used."""
    unused = set()
    for permission in database_permissions():
        for grant in permission.grants:
            for collection in grant.collections:
                for action in grant.actions:
                    hits = [
                        use
                        for use in used
                        if (use[0], use[1], use[3]) == (permission.process, grant.database, action)
                        and collection in ("", use[2])
                    ]
                    if not hits:
                        unused.add((permission.process, grant.database, collection, action))
    return unused


def _granted(use: Used) -> bool:
    process, database, collection, action = use
    (permission,) = (one for one in database_permissions() if one.process == process)
    return any(
        grant.database == database and action in grant.actions and {"", collection} & set(grant.collections)
        for grant in permission.grants
    )
