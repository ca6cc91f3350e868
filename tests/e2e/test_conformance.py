"""What the document says and what the platform does are the same: requests made from the document, answers held to it.

CONFORMANCE_CASES says how many requests; they are the same at every run unless CONFORMANCE_SEED says otherwise.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig

from tests.support.case_bodies import an_order
from tests.support.front_office import FrontOffice
from tests.support.running_house import Platform
from tests.support.webhook_receiver import WebhookReceiver

CASES = int(os.environ.get("CONFORMANCE_CASES", "2000"))
SEED = int(os.environ.get("CONFORMANCE_SEED", "1"))
NOT_HERE = ("/v1/events/stream",)
"""The live stream has no end; its own tests hold it to its word."""

# Rules that no schema can say (an unknown case type, sums that differ, an event no longer kept) are answered 422.
REFUSED_BY_RULES = ["2xx", "304", "400", "404", "406", "409", "412", "415", "421", "422", "429"]


@pytest.fixture(scope="module")
def requested(platform: Platform) -> FrontOffice:
    """An organisation for this test alone, with a key that opens everything."""
    tenant = "conformance"
    return FrontOffice(platform.gateway_url, platform.new_key(tenant), tenant)


@pytest.fixture(scope="module")
def known(requested: FrontOffice) -> dict[str, list[str]]:
    """What there is to be named in addresses, beside what does not exist."""
    with WebhookReceiver() as receiver:
        requested.stock_up({"CH-100": 20})
        subscription = requested.subscribe(receiver, "*")
        case = requested.submit(an_order(type="on_approval"))
        requested.wait_for_step(case, "approval", "waiting")
        requested.decide(case, "approval", "accept")
        requested.wait_for_status(case, "closed")
        receiver.wait_for(lambda came: any(one.payload["type"] == "case.closed" for one in came))
    event = requested.get("/v1/events")["items"][0]["id"]
    return {
        "case": [case, requested.submit(an_order())],
        "step": ["approval"],
        "shipment": [requested.shipment_of(case)],
        "subscription": [subscription],
        "delivery": [one["id"] for one in requested.items("/v1/deliveries")][:2],
        "event": [event],
        "warehouse": ["main"],
        "article": ["CH-100"],
    }


@pytest.fixture(scope="module")
def document(platform: Platform) -> Any:
    config = SchemathesisConfig.from_dict(
        {
            "checks": {
                "positive_data_acceptance": {"expected-statuses": REFUSED_BY_RULES},
                "missing_required_header": {"expected-statuses": ["400", "401", "406", "422", "428"]},
            }
        }
    )
    return schemathesis.openapi.from_url(f"{platform.gateway_url}/v1/openapi.json", config=config)


def test_every_answer_is_as_documented(
    document: Any, requested: FrontOffice, known: dict[str, list[str]]
) -> None:
    load_all_checks()
    operations = list(_operations(document))
    faults: dict[str, str] = {}
    asked = [0]

    for operation in operations:
        for mode, share in ((GenerationMode.POSITIVE, 2 / 3), (GenerationMode.NEGATIVE, 1 / 3)):
            most = max(5, int(CASES * share / len(operations)))
            try:
                _ask(operation, mode, most, requested, known, asked)
            except AssertionError as fault:
                faults[f"{operation.label} {mode}"] = str(fault)[:3000]

    assert faults == {}, "\n\n".join(f"{label}:\n{words}" for label, words in faults.items())
    assert asked[0] >= CASES * 0.6, "so many requests were really made"


def _operations(document: Any) -> Iterator[Any]:
    for result in document.get_all_operations():
        operation = result.ok()
        if operation.path not in NOT_HERE:
            yield operation


def _ask(
    operation: Any,
    mode: GenerationMode,
    most: int,
    office: FrontOffice,
    known: dict[str, list[str]],
    asked: list[int],
) -> None:
    @seed(SEED)
    @settings(
        max_examples=most,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        asked[0] += 1
        for name, values in known.items():
            # Two of three requests name what exists.
            if mode is GenerationMode.POSITIVE and name in case.path_parameters and asked[0] % 3:
                case.path_parameters[name] = values[asked[0] % len(values)]
        response = case.call(headers={"Authorization": f"Bearer {office.key}"}, timeout=30)
        try:
            case.validate_response(response)
        except BaseExceptionGroup as group:
            words = "\n".join(str(one) for one in group.exceptions)
            raise AssertionError(f"{words}\nanswered {response.status_code}: {response.text[:500]}") from None

    ask()
