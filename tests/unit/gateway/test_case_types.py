"""What a case type asks for is said by a schema that agrees with the door."""

from typing import Any

import jsonschema
import pytest
from marshmallow import ValidationError

from gateway.cases import requirements as case_requirements
from gateway.cases.type_views import schema, whole
from gateway.examples import CASE
from gateway.refusing.problems import Problem
from gateway.schemas.cases import NewCase
from services.intake.queries.case_types import known_types

SALES = known_types({})["sales_order"]
FILE = known_types({})["customer_file"]


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in CASE.items() if name not in names}


def line(**changes: Any) -> dict[str, Any]:
    return CASE | {"lines": [CASE["lines"][0] | changes]}


@pytest.mark.parametrize(
    "body",
    [
        CASE,
        without("lines"),
        without("customer"),
        without("parties"),
        without("reference"),
        without("currency", "tags", "totals", "warehouse"),
        CASE | {"parties": [CASE["parties"][0] | {"role": "recipient"}]},
        CASE | {"parties": [CASE["parties"][0] | {"role": "king"}]},
        CASE | {"parties": [CASE["parties"][0] | {"email": "nobody"}]},
        CASE | {"lines": []},
        CASE | {"colour": "red"},
        line(quantity=0),
        line(quantity="1"),
        line(unit_price=12.5),
        line(unit_price="12.505"),
        line(extra=1),
        CASE | {"type": "customer_file"},
        CASE | {"tags": ["no spaces allowed"]},
        CASE | {"documents": [{"id": "doc_1", "kind": "contract"}]},
        CASE | {"documents": [{"id": "other_1", "kind": "contract"}]},
    ],
)
def test_the_schema_accepts_what_the_door_accepts(body: dict[str, Any]) -> None:
    said = jsonschema.Draft202012Validator(schema(SALES, "en"))

    assert said.is_valid(body) == at_the_door(body)


def at_the_door(body: dict[str, Any]) -> bool:
    try:
        case_requirements.check(NewCase().load(body))
    except (ValidationError, Problem):
        return False
    return bool(body["type"] == "sales_order")


@pytest.mark.parametrize("kind", [SALES, FILE])
def test_the_schema_is_a_schema_of_its_draft(kind: Any) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(kind, "fr"))
    assert schema(kind, "en")["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_forms_can_be_built_in_both_languages() -> None:
    en, fr = schema(SALES, "en"), schema(SALES, "fr")

    assert (en["title"], fr["title"]) == ("Sales order", "Commande client")
    assert en["properties"]["reference"]["title"] == "Your reference"
    assert fr["properties"]["lines"]["items"]["properties"]["unit_price"]["title"] == "Prix unitaire HT"
    assert untitled(en) == []


def untitled(schema: dict[str, Any], at: str = "") -> list[str]:
    found = []
    for name, field in schema.get("properties", {}).items():
        found += [] if "title" in field else [f"{at}/{name}"]
        found += untitled(field, f"{at}/{name}") + untitled(field.get("items", {}), f"{at}/{name}")
    return found


def test_documents_and_steps_are_told() -> None:
    told = whole(FILE, "fr")

    assert told["documents"][0] == {"any_of": ["identity"], "required": True}
    assert [step["title"] for step in told["steps"]] == [None, "Accepter ce client ?"]
    assert told["steps"][1]["deadline_seconds"] == 3 * 24 * 3600
