"""What operators see of a case: one trace through everybody, logs that name it, and nothing about people."""

import json
import re
from pathlib import Path
from secrets import token_hex
from typing import Any

import requests

from tests.support.case_bodies import APPLICANT, BUYER, a_customer_file, an_order
from tests.support.collector import Collector, Told
from tests.support.front_office import FrontOffice
from tests.support.processes import wait_until
from tests.support.running_house import RunningHouse
from tests.support.webhook_receiver import WebhookReceiver
from tests.unit.validation.files import a_pdf

SERVICES = {"gateway", "intake", "validation", "accounting", "logistics", "notifications"}


def _submit(shop: FrontOffice, body: dict[str, Any], traceparent: str) -> str:
    answer = shop.ask("POST", "/v1/cases", body, headers={"traceparent": traceparent})
    assert answer.status_code == 202, answer.text
    id: str = answer.json()["id"]
    return id


def test_one_trace_leads_from_the_call_through_every_service_to_each_partner(
    shop: FrontOffice, receiver: WebhookReceiver, collector: Collector
) -> None:
    shop.stock_up({"CH-100": 10})
    shop.subscribe(receiver, "case.closed")
    trace, caller = token_hex(16), token_hex(8)

    case = _submit(shop, an_order(signed=shop.upload(a_pdf())), f"00-{trace}-{caller}-01")

    shop.wait_for_status(case, "closed")
    receiver.wait_for(lambda came: any(one.payload["type"] == "case.closed" for one in came))
    wait_until(lambda: _reaches_the_partners(collector.of(trace)), 60, lambda: str(collector.of(trace)))
    spans = collector.of(trace)
    assert {span.service for span in spans} >= SERVICES
    assert _without_parent(spans) == {caller}
    assert {span.attributes.get("coulisse.case") for span in spans} == {case}
    assert len({span.span for span in spans}) == len(spans)
    _, told_trace, told_span, _ = receiver.received[-1].headers["traceparent"].split("-")
    assert (told_trace, told_span) in {(span.trace, span.span) for span in spans}


def _reaches_the_partners(spans: list[Told]) -> bool:
    """The messages that end a case and both calls outside: they come from several processes, in any order."""
    names = {span.name for span in spans}
    return {"POST /v1/cases", "SendEntry", "SendWebhook", "case.closed.v1", "invoice.issued.v1"} <= names


def _without_parent(spans: list[Told]) -> set[str]:
    known = {span.span for span in spans}
    return {span.parent for span in spans} - known


def test_a_case_that_nobody_traces_has_the_trace_of_its_own_number(
    shop: FrontOffice, house: RunningHouse
) -> None:
    shop.stock_up({"CH-100": 4})

    case = shop.submit(an_order())
    shop.wait_for_status(case, "closed")

    about = [json.loads(line) for line in _lines(house, "gateway") if case in line]
    (line,) = [line for line in about if line.get("subject") == case and line["method"] == "POST"]
    assert line["trace"] == case.removeprefix("case_")


CANARIES = (
    "Zoé Canari-Dupont",
    "Canari-Dupont",
    "zoe.canari@example.net",
    "zoe.canari",
    "17 impasse du Serin",
    "impasse du Serin",
    "FR7630006000011234567890189",
    "FR76 3000 6000 0112 3456 7890 189",
    "serin-passeport.pdf",
    "+33 6 12 34 56 78",
)


def test_the_logs_tell_nothing_about_people(
    shop: FrontOffice, receiver: WebhookReceiver, house: RunningHouse
) -> None:
    bird = {
        "name": CANARIES[0],
        "email": CANARIES[2],
        "phone": CANARIES[9],
        "address": {"line1": CANARIES[4], "postcode": "69003", "city": "Lyon", "country": "FR"},
    }
    shop.stock_up({"CH-100": 10})
    receiver.behave(status=500)
    secret = shop.ask("POST", "/v1/subscriptions", {"url": receiver.url(), "events": ["case.closed"]})
    signed = shop.ask(
        "POST",
        "/v1/documents",
        files={"file": (CANARIES[8], a_pdf(), "application/pdf")},
    ).json()["id"]
    passport = shop.upload(a_pdf())

    case = shop.submit(an_order(signed=signed, parties=[{**BUYER, **bird}]))
    refused = shop.ask("POST", "/v1/cases", {**an_order(), CANARIES[2]: CANARIES[5], "parties": [bird]})
    filed = shop.submit(
        a_customer_file({"identity": passport}, parties=[{**APPLICANT, **bird}], reference="CRM-9")
    )
    shop.ask("POST", f"/v1/cases/{case}/comments", {"text": f"Rang {CANARIES[9]}, {CANARIES[0]}"})
    shop.ask("GET", f"/v1/cases?reference={CANARIES[2]}")
    shop.ask("POST", "/v1/cases/search", {"email": CANARIES[2]})
    requests.get(f"{shop.url}/v1/cases/{CANARIES[2]}", timeout=10)
    shop.wait_for_status(case, "closed")
    shop.wait_for(f"/v1/cases/{filed}", lambda it: it["status"] != "received", "looked at")
    receiver.wait_for(lambda came: len(came) > 0)

    assert refused.status_code == 422
    logged = "\n".join(line for log in sorted(house.house.supervisor.logs.iterdir()) for line in _text(log))
    assert case in logged
    keys = [shop.key, shop.key.rsplit("_", 1)[-1], secret.json().get("secret", "whsec_none")]
    assert [canary for canary in (*CANARIES, *keys) if canary in logged] == []
    assert not re.search(r"amqp://[^ ]*:[^ ]*@|mongodb://[^ ]*:[^ ]*@|whsec_", logged)


def _lines(house: RunningHouse, program: str) -> list[str]:
    return _text(house.house.supervisor.logs / f"{program}.log")


def _text(log: Path) -> list[str]:
    return log.read_text(encoding="utf-8", errors="replace").splitlines()
