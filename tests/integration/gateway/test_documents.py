"""Uploads."""

import io
from hashlib import sha256

import pytest

from tests.integration.gateway.conftest import Desk

CONTENT = b"%PDF-1.4 signed"


def test_a_raw_body_is_a_document(desk: Desk) -> None:
    answer = desk.ask("POST", "/v1/documents", data=CONTENT, content_type="application/pdf")

    body = answer.get_json()
    assert answer.status_code == 201
    assert (body["sha256"], body["size"]) == (sha256(CONTENT).hexdigest(), len(CONTENT))
    stored = desk.house.documents.describe("acme", [body["id"]])[body["id"]]
    assert (stored.declared_type, stored.client) == ("application/pdf", "shop")


def test_a_form_field_is_a_document(desk: Desk) -> None:
    form = {"file": (io.BytesIO(CONTENT), "../../etc/passwd", "application/pdf")}

    answer = desk.ask("POST", "/v1/documents", data=form, content_type="multipart/form-data")

    assert (answer.status_code, answer.get_json()["sha256"]) == (201, sha256(CONTENT).hexdigest())
    assert "passwd" not in repr(list(desk.house.mongo["coulisse_documents"]["documents"].find()))


@pytest.mark.parametrize("as_form", [True, False])
def test_a_document_too_large_is_refused_and_not_kept(desk: Desk, as_form: bool) -> None:
    content = b"x" * 100_001
    sent = {"file": (io.BytesIO(content), "x")} if as_form else content
    kind = "multipart/form-data" if as_form else "application/pdf"

    answer = desk.ask("POST", "/v1/documents", data=sent, content_type=kind)

    assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")
    assert desk.house.mongo["coulisse_documents"]["documents"].count_documents({}) == 0


def test_an_empty_file_is_refused(desk: Desk) -> None:
    assert desk.ask("POST", "/v1/documents", data=b"", content_type="application/pdf").status_code == 422


def test_a_form_without_the_file_is_refused(desk: Desk) -> None:
    answer = desk.ask("POST", "/v1/documents", data={"other": "x"}, content_type="multipart/form-data")

    assert [error["pointer"] for error in answer.get_json()["errors"]] == ["/file"]
