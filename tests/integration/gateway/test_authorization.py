"""Every route asks for a key that may use it; generated from the OpenAPI document."""

from typing import Any

import pytest
from openapi_spec_validator import validate

from gateway.access.scopes import SANDBOX_CONTROL, SCOPES, WIDENING
from gateway.endpoints import PUBLIC, SCOPE_MARK
from tests.integration.gateway.conftest import Desk

METHODS = ("get", "post", "delete", "put", "patch")


def operations(desk: Desk) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Method, address with ids filled in, scope, operation; all that need a credential."""
    document = desk.client.get("/v1/openapi.json").get_json()
    return [
        (method.upper(), filled(path), operation["security"][0]["apiKey"][0], operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS and operation["security"]
    ]


def filled(path: str) -> str:
    while "{" in path:
        before, _, rest = path.partition("{")
        path = before + "case_none" + rest.partition("}")[2]
    return path


def test_every_rule_declares_a_scope_and_every_guarded_one_is_documented(desk: Desk) -> None:
    views = desk.app.view_functions
    scopes = {
        rule.endpoint: getattr(views[rule.endpoint], SCOPE_MARK) for rule in desk.app.url_map.iter_rules()
    }

    public = {rule.rule for rule in desk.app.url_map.iter_rules() if scopes[rule.endpoint] == PUBLIC}
    assert public == {
        "/", "/healthz", "/livez", "/startupz", "/readyz", "/v1/openapi.json", "/v1/problems", "/v1/problems/<id:code>",
        "/v1/docs", "/v1/docs/style.css", "/v1/docs/<id:name>", "/v1/oauth/token", "/v1/oauth/jwks",
        "/.well-known/oauth-authorization-server",
    }  # fmt: skip
    assert {scope for scope in scopes.values() if scope != PUBLIC} == set(SCOPES) - WIDENING
    assert len(operations(desk)) == sum(scope != PUBLIC for scope in scopes.values())


def test_no_route_answers_without_a_key(desk: Desk) -> None:
    for method, address, _, _ in operations(desk):
        answer = desk.client.open(address, method=method, json={} if method == "POST" else None)
        assert (method, address, answer.status_code) == (method, address, 401)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_no_route_answers_to_an_unknown_key(desk: Desk) -> None:
    unknown = f"ck_live_{'0' * 16}_{'a' * 43}"

    assert {
        desk.ask(method, address, key=unknown).status_code for method, address, _, _ in operations(desk)
    } == {401}


def test_every_route_refuses_a_key_that_holds_all_other_scopes(desk: Desk) -> None:
    keys = {
        scope: desk.key_for(
            "acme", client="almost", scopes=tuple(other for other in SCOPES if other != scope)
        )
        for scope in SCOPES
    }

    for method, address, scope, _ in operations(desk):
        answer = desk.ask(method, address, {} if method == "POST" else None, key=keys[scope])
        assert (method, address, answer.status_code) == (method, address, 403)
        assert scope in answer.get_json()["detail"]


def test_every_route_lets_its_own_scope_in(desk: Desk) -> None:
    keys = {scope: desk.key_for("acme", client="just", scopes=(scope,)) for scope in SCOPES}

    for method, address, scope, _ in operations(desk):
        answer = desk.ask(method, address, {} if method == "POST" else None, key=keys[scope])
        if scope == SANDBOX_CONTROL and answer.status_code == 403:
            assert answer.get_json()["code"] == "sandbox_only"
        else:
            assert answer.status_code not in {401, 403, 500, 503}, (method, address, answer.text)


def test_a_revoked_key_opens_nothing(desk: Desk) -> None:
    from datetime import UTC, datetime

    from gateway.access import api_keys

    key = desk.key_for("acme", client="gone")
    assert api_keys.revoke(desk.house.own, key.split("_")[2], datetime.now(UTC))

    assert desk.get("/v1/cases", key=key).status_code == 401


def test_every_error_is_documented_as_a_problem(desk: Desk) -> None:
    document = desk.client.get("/v1/openapi.json").get_json()

    for _, _, _, operation in operations(desk):
        errors = {status for status in operation["responses"] if status >= "400"}
        assert {"401", "403", "422", "500", "503"} <= errors
        for status in errors:
            name = operation["responses"][status]["$ref"].rsplit("/", 1)[-1]
            assert "application/problem+json" in document["components"]["responses"][name]["content"]


@pytest.mark.parametrize("schema", ["NewLine", "GivenTotals"])
def test_amounts_are_documented_as_texts(desk: Desk, schema: str) -> None:
    found = desk.client.get("/v1/openapi.json").get_json()["components"]["schemas"][schema]["properties"]

    for name in {"unit_price", "vat_rate", "net", "vat", "gross"} & set(found):
        assert found[name]["type"] == "string"


def test_the_document_is_valid_openapi_3_1_and_names_the_key(desk: Desk) -> None:
    document = desk.client.get("/v1/openapi.json").get_json()

    validate(document)
    assert document["openapi"].startswith("3.1")
    assert document["components"]["securitySchemes"]["apiKey"]["scheme"] == "bearer"
