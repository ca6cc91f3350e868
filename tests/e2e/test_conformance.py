"""What the document says and what the platform does are the same: requests made from the document, answers held to it.

CONFORMANCE_CASES says how many requests; they are the same at every run unless CONFORMANCE_SEED says otherwise.
"""

import os
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig

from tests.e2e.things_to_name import things_to_name
from tests.support.front_office import FrontOffice
from tests.support.processes import wait_until
from tests.support.running_house import Platform

CASES = int(os.environ.get("CONFORMANCE_CASES", "2000"))
SEED = int(os.environ.get("CONFORMANCE_SEED", "1"))
NOT_HERE = ("/v1/events/stream",)
"""The live stream has no end; its own tests hold it to its word."""

# Rules that no schema can say (an unknown case type, sums that differ, an event no longer kept) are answered 422; a
# form of very many parts 413; a range that begins behind the document's end 416.
REFUSED_BY_RULES = ["2xx", "304", "400", "404", "406", "409", "412", "413", "415", "416", "421", "422", "429"]
REFUSED_AT_THE_DOOR = [
    "400",
    "401",
    "403",
    "404",
    "405",
    "406",
    "409",
    "413",
    "414",
    "415",
    "422",
    "428",
    "429",
]
SANDBOX = "/v1/sandbox/"
TOKEN = "/v1/oauth/token"
ANY_TEXT = "/v1/cases/bulk"
"""Whatever is sent there is a text, and answered line by line."""
NOTHING_TO_GET_WRONG = ("/v1/oauth/jwks", "/.well-known/oauth-authorization-server", ANY_TEXT)
"""What takes no parameters and no credentials, or any text."""


@pytest.fixture(scope="module")
def requested(platform: Platform) -> FrontOffice:
    """An organisation for this test alone, with a key that opens everything."""
    # A platform that runs on may have heard of an earlier one.
    tenant = f"conformance-{token_hex(3)}"
    return FrontOffice(platform.gateway_url, platform.new_key(tenant), tenant)


@pytest.fixture(scope="module")
def known(requested: FrontOffice) -> dict[str, list[str]]:
    """What there is to be named in addresses, beside what does not exist."""
    return things_to_name(requested)


@pytest.fixture(scope="module")
def document(platform: Platform) -> Any:
    schemathesis.serializer.alias("application/x-ndjson", "text/plain")
    config = SchemathesisConfig.from_dict(
        {
            "checks": {
                "positive_data_acceptance": {"expected-statuses": REFUSED_BY_RULES},
                "negative_data_rejection": {"expected-statuses": REFUSED_AT_THE_DOOR},
                "missing_required_header": {"expected-statuses": ["400", "401", "406", "422", "428"]},
            }
        }
    )
    return schemathesis.openapi.from_url(f"{platform.gateway_url}/v1/openapi.json", config=config, timeout=60)


def test_every_answer_is_as_documented(
    document: Any, requested: FrontOffice, known: dict[str, list[str]]
) -> None:
    load_all_checks()
    operations = list(_operations(document))
    wanted = {"client": "shop", "mode": "test", "role": "admin"}
    test_key = requested.ask("POST", "/v1/api-keys", wanted).json()["key"]
    asking = Asking(requested.key, test_key, known)

    for operation in operations:
        for mode, share in ((GenerationMode.POSITIVE, 2 / 3), (GenerationMode.NEGATIVE, 1 / 3)):
            if mode is GenerationMode.POSITIVE or operation.path not in NOTHING_TO_GET_WRONG:
                asking.ask(operation, mode, max(5, int(CASES * share / len(operations))))
        # Seen with `pytest -s`, by whoever breaks a long run off.
        print(f"{asking.asked} requests, {len(asking.faults)} faults: {operation.label}", flush=True)

    faults = asking.faults
    assert faults == {}, "\n\n".join(f"{label}:\n{words}" for label, words in faults.items())
    assert asking.asked >= CASES * 0.6, "so many requests were really made"


def _is_sent_whole(case: Any) -> bool:
    """Empty lists in a query are not sent at all, so that what was to be wrong with a request may be gone."""
    sent = case.as_transport_kwargs(base_url="http://localhost")
    url = requests.Request("GET", sent["url"], params=sent["params"]).prepare().url or ""
    return {name for name, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True)} >= {*case.query}


def _operations(document: Any) -> Iterator[Any]:
    for result in document.get_all_operations():
        operation = result.ok()
        if operation.path not in NOT_HERE:
            yield operation


@dataclass
class Asking:
    """Requests made so far, and the first fault of each operation. test_key: for what the sandbox alone answers."""

    key: str
    test_key: str
    known: dict[str, list[str]]
    asked: int = 0
    faults: dict[str, str] = field(default_factory=dict)

    def ask(self, operation: Any, mode: GenerationMode, most: int) -> None:
        """Make up to so many requests to one operation."""

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
            if mode is GenerationMode.NEGATIVE:
                assume(_is_sent_whole(case))
            self.asked += 1
            if mode is GenerationMode.POSITIVE and self.asked % 3:
                self._name_what_exists(case)
            self._judge(f"{operation.label} {mode.name.lower()}", case)

        ask()

    def _name_what_exists(self, case: Any) -> None:
        for name in self.known.keys() & case.path_parameters.keys():
            values = self.known[name]
            case.path_parameters[name] = values[self.asked % len(values)]

    def _judge(self, label: str, case: Any) -> None:
        response = self._answer(case)
        try:
            case.validate_response(response)
        except (AssertionError, BaseExceptionGroup) as found:
            each = found.exceptions if isinstance(found, BaseExceptionGroup) else (found,)
            words = "\n".join(str(one)[:1500] for one in each)
            answered = f"answered {response.status_code}: {response.text[:500]}"
            self._note(label, f"{words}\n{answered}\n{case.as_curl_command()[:1000]}")

    def _note(self, label: str, words: str) -> None:
        if label not in self.faults:
            self.faults[label] = words
            print(f"{label}:\n{words}", flush=True)

    def _answer(self, case: Any) -> Any:
        """Who is told to come again, by a machine that has too much to do, comes again."""
        answers: list[Any] = []
        authorization = self._authorization(case.path)

        def taken() -> bool:
            answers.append(case.call(headers={"Authorization": authorization}, timeout=30))
            return answers[-1].status_code != 503 or "retry-after" not in answers[-1].headers

        wait_until(taken, 60, f"an answer other than 503 to {case.method} {case.path}")
        return answers[-1]

    def _authorization(self, path: str) -> str:
        if path == TOKEN:
            _, _, id, _ = self.key.split("_", 3)
            return "Basic " + b64encode(f"{id}:{self.key}".encode()).decode()
        return f"Bearer {self.test_key if path.startswith(SANDBOX) else self.key}"
