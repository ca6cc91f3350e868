"""Every error answer is problem details, and none tells how the house is built."""

import pytest
from flask import Flask, abort, request
from flask.testing import FlaskClient
from pymongo.errors import ServerSelectionTimeoutError

from gateway.refusing import failures
from gateway.refusing.problems import PROBLEM_JSON, Fault, invalid


@pytest.fixture
def client() -> FlaskClient:
    app = Flask("tried", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 10
    failures.register(app)

    @app.get("/bug")
    def bug() -> str:
        raise RuntimeError("the password is hunter2")

    @app.get("/away")
    def away() -> str:
        raise ServerSelectionTimeoutError("10.0.0.7:27017 refused")

    @app.get("/invalid")
    def refused() -> str:
        raise invalid(Fault("required", "This field is missing.", "Add it.", "/lines/0/article"))

    @app.post("/body")
    def body() -> bytes:
        return request.get_data()

    @app.get("/status/<int:status>")
    def status(status: int) -> str:
        abort(status)

    return app.test_client()


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("DELETE", "/bug", 405, "method_not_allowed"),
        ("GET", "/bug", 500, "internal"),
        ("GET", "/away", 503, "unavailable"),
        ("GET", "/invalid", 422, "invalid"),
        ("GET", "/status/400", 400, "bad_request"),
        ("GET", "/status/415", 415, "unsupported_media_type"),
        ("GET", "/status/429", 429, "error"),
    ],
)
def test_every_error_has_the_same_shape(
    client: FlaskClient, method: str, address: str, status: int, code: str
) -> None:
    response = client.open(address, method=method)

    body = response.get_json()
    assert (response.status_code, response.mimetype) == (status, PROBLEM_JSON)
    assert set(body) == {"type", "title", "status", "code", "detail", "remedy", "errors", "request_id"}
    assert (body["status"], body["code"], body["type"]) == (status, code, f"urn:coulisse:problem:{code}")


def test_a_bug_is_answered_without_its_text(client: FlaskClient) -> None:
    response = client.get("/bug")

    assert "hunter2" not in response.text
    assert "Traceback" not in response.text


def test_a_database_away_says_when_to_come_back(client: FlaskClient) -> None:
    response = client.get("/away")

    assert int(response.headers["Retry-After"]) > 0
    assert "10.0.0.7" not in response.text


def test_a_wrong_method_is_told_the_right_ones(client: FlaskClient) -> None:
    response = client.delete("/bug")

    assert "GET" in response.headers["Allow"]


def test_a_body_too_large_is_refused(client: FlaskClient) -> None:
    response = client.post("/body", data=b"x" * 11)

    assert (response.status_code, response.mimetype) == (413, PROBLEM_JSON)


def test_a_fault_says_what_where_and_what_to_do(client: FlaskClient) -> None:
    fault = client.get("/invalid").get_json()["errors"][0]

    assert fault == {
        "code": "required",
        "detail": "This field is missing.",
        "remedy": "Add it.",
        "pointer": "/lines/0/article",
    }
