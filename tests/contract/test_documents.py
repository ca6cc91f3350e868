"""The committed documents are those of the code, and break nobody who relies on them."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from gateway.schemas.vocabulary import VOCABULARY
from infra.documents import asyncapi, openapi
from infra.documents.__main__ import DOCUMENTS, as_text
from infra.documents.breaking import breaks
from infra.local.house import clone
from services.notifications.queries.event_names import EVENT_NAMES
from shared.contracts.catalogue import MESSAGES
from shared.contracts.subscriptions import DisableSubscription

EXAMPLES = Path(__file__).parent / "examples"


@pytest.fixture(scope="module")
def messages() -> dict[str, Any]:
    return asyncapi.document()


@pytest.fixture(scope="module")
def http() -> dict[str, Any]:
    return openapi.document()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_committed_document_is_that_of_the_code(name: str) -> None:
    committed = (clone() / name).read_text()

    assert committed == as_text(json.loads(json.dumps(DOCUMENTS[name]()))), "run `make documents`"


def test_the_openapi_document_is_valid(http: dict[str, Any]) -> None:
    validate(http)


def test_every_operation_has_an_id_of_its_own_a_tag_and_documented_refusals(http: dict[str, Any]) -> None:
    operations = [operation for item in http["paths"].values() for _, operation in _operations_of(item)]

    ids = [operation["operationId"] for operation in operations]
    assert len(set(ids)) == len(ids)
    for operation in operations:
        assert operation["tags"], operation["operationId"]
        wanted = {"401", "403", "422", "500", "503"} if operation["security"] else {"500", "503"}
        assert wanted <= operation["responses"].keys(), operation["operationId"]


def test_every_example_in_the_openapi_document_fits_its_schema(http: dict[str, Any]) -> None:
    faults = []
    for path, item in http["paths"].items():
        for method, operation in _operations_of(item):
            for media in operation.get("requestBody", {}).get("content", {}).values():
                given = [media["example"]] if "example" in media else []
                given += [one["value"] for one in media.get("examples", {}).values()]
                whole = {**media["schema"], "components": http["components"]}
                for example in given:
                    for error in Draft202012Validator(whole).iter_errors(example):
                        faults.append(f"{method} {path}: {error.message}")

    assert faults == []


def test_nothing_in_the_openapi_document_is_left_open(http: dict[str, Any]) -> None:
    """An object without named fields gives a generated client nothing to hold on to."""
    anything = {
        "CaseType.schema": "a JSON Schema",
        "EditWish.message": "any message of the contract",
    }

    open_ones = {
        f"{name}.{field}"
        for name, schema in http["components"]["schemas"].items()
        for field, said in schema.get("properties", {}).items()
        if _says_nothing(said) or _says_nothing(said.get("items", {"type": "string"}))
    }

    assert open_ones == anything.keys()
    assert all(schema.keys() & {"properties", "enum"} for schema in http["components"]["schemas"].values())


def _says_nothing(said: dict[str, Any]) -> bool:
    kinds = said.get("type", ())
    if "object" in ((kinds,) if isinstance(kinds, str) else kinds):
        return not said.get("properties") and not said.get("additionalProperties")
    return not said.keys() & {"type", "$ref", "anyOf", "enum", "const", "allOf"}


def test_words_that_stand_in_several_places_have_one_name(http: dict[str, Any]) -> None:
    """A generated client has one type for them, and null beside it where it may be."""
    written = [frozenset(map(str, words)) for words in _enums(http)]

    twice = {words for words in written if written.count(words) > 1}
    assert twice == {frozenset({"open", "closed"})}, "of claims and count lists, which have nothing in common"
    assert [words for words in _enums(http) if None in words] == []


def _enums(node: Any) -> list[list[Any]]:
    if isinstance(node, dict):
        own = [node["enum"]] if isinstance(node.get("enum"), list) else []
        return own + [found for value in node.values() for found in _enums(value)]
    return [found for value in node for found in _enums(value)] if isinstance(node, list) else []


def test_no_answer_takes_any_field_by_its_type(http: dict[str, Any]) -> None:
    """Readers may meet further fields; a generated type that says so knows no field at all."""
    schemas = http["components"]["schemas"]

    assert [name for name, said in schemas.items() if said.get("additionalProperties") is True] == []
    assert "additionalProperties" not in schemas["Case"]
    assert schemas["NewCase"]["additionalProperties"] is False


def test_what_is_no_json_is_a_text_or_a_file(http: dict[str, Any]) -> None:
    kinds = {
        kind: media["schema"]
        for item in http["paths"].values()
        for _, operation in _operations_of(item)
        for status, answer in operation["responses"].items()
        for kind, media in answer.get("content", {}).items()
        if status[0] == "2" and kind not in {"application/json", "application/x-ndjson"}
    }

    assert {kind for kind, said in kinds.items() if said == {"type": "string"}} == {
        "text/csv",
        "text/plain",
        "text/event-stream",
    }
    files = {kind for kind, said in kinds.items() if said == {"type": "string", "format": "binary"}}
    assert {"application/pdf", "application/octet-stream", "image/png"} <= files
    assert all(kinds[kind]["type"] == "string" for kind in kinds)


def test_whoever_holds_a_key_may_ask_for_a_version_and_is_told_it_with_what_is_left(
    http: dict[str, Any],
) -> None:
    version = "#/components/parameters/COULISSE_VERSION"
    for item in http["paths"].values():
        for _, operation in _operations_of(item):
            asked = [one.get("$ref") for one in operation.get("parameters", ())]
            told = [one for status, one in operation["responses"].items() if status in {"200", "201", "202"}]
            known = bool(operation["security"])
            assert (version in asked) == known, operation["operationId"]
            headers = {"Coulisse-Version", "RateLimit", "RateLimit-Policy"} if known else set()
            assert all({*headers, "X-Request-Id"} <= one["headers"].keys() for one in told), operation[
                "operationId"
            ]


def test_every_message_and_webhook_is_in_the_asyncapi_document(messages: dict[str, Any]) -> None:
    names = {message["name"] for message in messages["components"]["messages"].values()}

    assert names == {kind.definition.type for kind in MESSAGES} | set(EVENT_NAMES)
    senders = {tag["name"] for one in messages["operations"].values() for tag in one["tags"]}
    assert senders >= set(DisableSubscription.definition.senders)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: str(path.stem))
def test_every_stored_example_fits_its_schema(path: Path, messages: dict[str, Any]) -> None:
    example = json.loads(path.read_text())
    message = messages["components"]["messages"][path.stem.replace(".", "_")]
    whole = {**message["payload"], "components": messages["components"]}

    assert [error.message for error in Draft202012Validator(whole).iter_errors(example)] == []


def test_nothing_of_a_reference_leads_nowhere(messages: dict[str, Any], http: dict[str, Any]) -> None:
    for document in (messages, http):
        for reference in _references(document):
            found: Any = document
            for part in reference.removeprefix("#/").split("/"):
                found = found[part.replace("~1", "/")]


def _operations_of(item: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(method, item[method]) for method in ("get", "post", "put", "patch", "delete") if method in item]


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [found for value in node.values() for found in _references(value)]
    if isinstance(node, list):
        return [found for value in node for found in _references(value)]
    return []


def test_what_is_added_breaks_nobody(http: dict[str, Any]) -> None:
    new = deepcopy(http)
    new["components"]["schemas"]["Event"]["properties"]["further"] = {"type": "string"}
    new["paths"]["/v1/further"] = {"get": {"operationId": "further", "responses": {}}}
    new["components"]["schemas"]["NewCase"]["properties"]["further"] = {"type": "string"}

    assert breaks(http, new) == []


def test_giving_words_a_name_breaks_nobody_and_taking_one_away_is_seen(http: dict[str, Any]) -> None:
    spelled = deepcopy(http)
    fields = spelled["components"]["schemas"]["Task"]["properties"]
    words = spelled["components"]["schemas"]["ReviewAnswer"]["enum"]
    fields["answer"] = {"type": ["string", "null"], "enum": [*words, None], "example": "accept"}
    fewer = deepcopy(http)
    fewer["components"]["schemas"]["Priority"]["enum"].remove("urgent")

    assert breaks(spelled, http) == []
    assert {one for one in breaks(http, fewer) if "NewCase" in one} == {
        "schema NewCase: the field priority no longer takes urgent"
    }


def test_what_vanishes_changes_or_becomes_required_is_a_break(
    http: dict[str, Any], messages: dict[str, Any]
) -> None:
    new, told = deepcopy(http), deepcopy(messages)
    del new["paths"]["/v1/events/{event}"]
    del new["components"]["schemas"]["Event"]["properties"]["client"]
    new["components"]["schemas"]["Event"]["properties"]["type"] = {"type": "integer"}
    new["components"]["schemas"]["NewCase"]["required"].append("customer")
    new["paths"]["/v1/cases"]["get"]["operationId"] = "cases"
    found = new["paths"]["/v1/cases/search"]["post"]
    found["responses"]["200"]["content"]["application/json"]["schema"] = {"type": "string"}
    found["requestBody"]["content"]["text/plain"] = found["requestBody"]["content"].pop("application/json")
    new["components"]["schemas"]["ReviewAnswer"]["enum"].remove("correct")
    new["components"]["schemas"]["Subscription"]["properties"]["events"]["items"] = {"type": "integer"}
    del told["channels"]["case_submit_v1"]

    assert len(breaks(http, new)) == 9
    assert breaks(messages, told) == ["channel case_submit_v1 is gone"]


def test_every_word_list_that_has_a_name_stands_in_the_document(http: dict[str, Any]) -> None:
    """Or the field that it was named for holds other words by now."""
    schemas = http["components"]["schemas"]

    assert {name: set(schemas.get(name, {}).get("enum", ())) for name in VOCABULARY} == {
        name: set(words) for name, words in VOCABULARY.items()
    }
