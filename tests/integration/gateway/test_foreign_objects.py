"""Every route, with every role, at another organisation's things: as if they were not there."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from werkzeug.test import TestResponse

from gateway.access.scopes import ROLES
from gateway.examples import CASE
from infra.local.stack import LocalStack
from infra.process_names import SERVICES
from shared.persistence.mongo import connect
from tests.integration.gateway.conftest import Desk
from tests.support.api_operations import operations, places, with_put

MARK = "ZZ-victim-only"
NOBODYS = "0198c1a2b3c47d5e8f9012345678" + "ffff"
PREFIXES = {"case": "case_", "delivery": "dlv_", "event": "evt_", "operation": "op_", "shipment": "shp_",
            "subscription": "sub_", "document": "doc_", "payment": "pay_", "person": "pty_",
            "comment": "cmt_", "key": ""}  # fmt: skip
MADE = re.compile(r"[a-z]{2,4}_[0-9a-f]{32}|\d{4}-\d\d-\d\dT[0-9:.]+Z")
"""What is made for a request: ids and instants."""
# The tag is a digest of the body, which is compared itself.
VARYING = {"X-Request-Id", "Date", "RateLimit", "Content-Length", "ETag"}


@dataclass
class Victim:
    """What acme has, by the name of the parameter that would name it."""

    ids: dict[str, str]

    def of(self, name: str) -> str:
        return self.ids.get(name, f"{PREFIXES.get(name, 'x_')}{MARK}")


def nobodys(name: str) -> str:
    return "0123456789abcdef" if name == "key" else f"{PREFIXES.get(name, 'x_')}{NOBODYS}"


@pytest.fixture
def victim(desk: Desk) -> Victim:
    """A case with a person and a comment, a document, a key and an operation that acme made itself."""
    case = desk.post("/v1/cases", CASE | {"reference": MARK})
    desk.post(f"/v1/cases/{case.get_json()['id']}/comments", {"text": MARK})
    persons = desk.house.mongo["coulisse_vault"]["persons"].find({"tenant": "acme"}, {"_id": 1})
    by_prefix = {one["_id"][:4]: one["_id"] for one in persons}
    ids = {
        "case": case.get_json()["id"],
        "operation": case.get_json()["operation"],
        "document": desk.upload(MARK.encode()),
        "person": by_prefix["pty_"],
        "comment": by_prefix["cmt_"],
        "key": desk.post("/v1/api-keys", {"client": MARK}).get_json()["id"],
        "warehouse": "lyon",
        "article": MARK,
    }
    return Victim(ids)


@pytest.fixture
def skeletons(victim: Victim, stack: LocalStack) -> None:
    """In every collection of every service, a document of acme under every id that could be asked for."""
    case = victim.of("case")
    ids = {victim.of(name) for name in PREFIXES} | {f"acme/lyon/{MARK}", f"{case}|approve"}
    with connect(stack.mongodb_admin_url, name="coulisse tests") as mongo:
        for service in filter(_is_there, SERVICES):
            for name in _collections(service):
                mongo[f"coulisse_{service}"][name].insert_many(_documents(ids, case))


def _is_there(service: str) -> bool:
    return find_spec(f"services.{service}") is not None


def _collections(service: str) -> list[str]:
    return [one.name for one in import_module(f"services.{service}.collections").COLLECTIONS]


def _documents(ids: set[str], case: str) -> list[dict[str, Any]]:
    shared = {
        "tenant": "acme",
        "client": "shop",
        "case": case,
        "subject": case,
        "warehouse": "lyon",
        "article": MARK,
    }
    return [
        {"_id": id, **shared, "number": f"{MARK}-{number}", "name": MARK}
        for number, id in enumerate(sorted(ids))
    ]


def without(text: str, ids: Iterable[str]) -> str:
    """The text without what was asked for by name, and without what was made for this one request."""
    for id in sorted(ids, key=len, reverse=True):
        text = text.replace(id, "ID")
    return MADE.sub("MADE", text)


def told(answer: TestResponse, *ids: str) -> tuple[int, Any, dict[str, str]]:
    """What an answer tells, without what differs between any two requests."""
    text = without(answer.text, ids)
    body = json.loads(text) if text else None
    if isinstance(body, dict):
        body.pop("request_id", None)
    headers = {name: without(value, ids) for name, value in answer.headers.items() if name not in VARYING}
    return answer.status_code, body, headers


@pytest.mark.usefixtures("skeletons")
@pytest.mark.parametrize("role", sorted(ROLES))
def test_what_is_somebody_elses_is_not_there(desk: Desk, victim: Victim, role: str) -> None:
    key = desk.key_for("globex", client="stranger", scopes=tuple(ROLES[role]))
    differing, leaking = [], []

    for operation in operations(desk.client.get("/v1/openapi.json").get_json()):
        theirs = [victim.of(name) for name in operation.parameters]
        absent = [
            name_of if name_of in {"lyon"} else nobodys(name)
            for name, name_of in zip(operation.parameters, theirs, strict=True)
        ]
        one = desk.ask(operation.method, operation.address(victim.of), operation.body, key=key)
        other = desk.ask(
            operation.method,
            operation.address(dict(zip(operation.parameters, absent, strict=True)).__getitem__),
            operation.body,
            key=key,
        )
        if MARK in without(one.text, [operation.address(victim.of), *theirs]):
            leaking.append((str(operation), one.text))
        if operation.parameters and told(one, *theirs) != told(other, *absent):
            differing.append((str(operation), told(one, *theirs), told(other, *absent)))

    assert leaking == []
    assert differing == []


@pytest.mark.usefixtures("skeletons")
def test_somebody_elses_ids_in_a_body_are_nobodys(desk: Desk, victim: Victim) -> None:
    key, tried = desk.key_for("globex", client="stranger"), 0

    for operation in operations(desk.client.get("/v1/openapi.json").get_json()):
        for place in places(operation.body):
            given = operation.body
            for part in place:
                given = given[part]
            name = given.partition("_")[0] if isinstance(given, str) else ""
            kind = {"case": "case", "doc": "document", "pay": "payment", "sub": "subscription"}.get(name)
            if kind is None or operation.method == "GET":
                continue
            tried += 1
            address = operation.address(nobodys)
            theirs = desk.ask(
                operation.method, address, with_put(operation.body, place, victim.of(kind)), key=key
            )
            absent = desk.ask(
                operation.method, address, with_put(operation.body, place, nobodys(kind)), key=key
            )
            assert told(theirs, victim.of(kind)) == told(absent, nobodys(kind)), (str(operation), place)

    assert tried > 0


def test_the_owner_does_find_them(desk: Desk, victim: Victim) -> None:
    for address in (f"/v1/cases/{victim.of('case')}", f"/v1/operations/{victim.of('operation')}",
                    f"/v1/api-keys/{victim.of('key')}"):  # fmt: skip
        assert desk.get(address).status_code == 200
    assert desk.get(f"/v1/cases/{victim.of('case')}").get_json()["reference"] == MARK
