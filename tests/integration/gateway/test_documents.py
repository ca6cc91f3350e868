"""Uploads."""

import io
import tracemalloc
from dataclasses import replace
from hashlib import sha256

import pytest

from gateway.app import create_app
from gateway.settings import Settings
from infra.local.stack import LocalStack
from shared.persistence.mongo import connect
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


def test_a_document_is_read_with_what_was_found_in_it(desk: Desk, stack: LocalStack) -> None:
    id = desk.upload(CONTENT)
    found = desk.get(f"/v1/documents/{id}").get_json()
    assert (found["id"], found["size"], found["case"], found["findings"]) == (id, len(CONTENT), None, [])
    assert (found["declared_type"], found["sha256"]) == ("application/pdf", sha256(CONTENT).hexdigest())

    desk.house.documents.attach("acme", [id], "case_1")
    places = [f"document:{id}", f"document:{id}#page=2", f"document:{id}0", "/lines/0"]
    with connect(stack.mongodb_admin_url) as mongo:
        mongo["coulisse_validation"]["checks"].insert_one(
            {
                "_id": "case_1/check",
                "tenant": "acme",
                "case": "case_1",
                "step": "check",
                "round": 1,
                "done_at": None,
                "findings": [{"rule": "pdf.encrypted", "where": place} for place in places],
            }
        )

    found = desk.get(f"/v1/documents/{id}").get_json()
    assert (found["case"], [one["where"] for one in found["findings"]]) == ("case_1", places[:2])


def test_a_document_is_nobody_elses(desk: Desk) -> None:
    id = desk.upload()

    for address in (f"/v1/documents/{id}", f"/v1/documents/{id}/content"):
        assert desk.get(address, key=desk.key_for("globex")).status_code == 404
    assert desk.get("/v1/documents/doc_none/content").status_code == 404


def test_a_document_is_downloaded_as_it_was_sent(desk: Desk) -> None:
    id = desk.upload(CONTENT)

    answer = desk.get(f"/v1/documents/{id}/content")

    assert (answer.status_code, answer.data) == (200, CONTENT)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{id}.pdf"'
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["ETag"] == f'"{sha256(CONTENT).hexdigest()}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    again = desk.get(f"/v1/documents/{id}/content", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("declared", ["text/html", "image/svg+xml", "application/xml", "nonsense"])
def test_what_a_browser_could_run_is_told_as_bytes(desk: Desk, declared: str) -> None:
    sent = desk.ask("POST", "/v1/documents", data=b"<script>", content_type=declared).get_json()

    answer = desk.get(f"/v1/documents/{sent['id']}/content")

    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].endswith('.bin"')


@pytest.mark.parametrize(
    ("asked", "status", "range_", "data"),
    [
        ({"Range": "bytes=1-3"}, 206, "bytes 1-3/15", CONTENT[1:4]),
        ({"Range": "bytes=-4"}, 206, "bytes 11-14/15", CONTENT[-4:]),
        ({"Range": "bytes=5-"}, 206, "bytes 5-14/15", CONTENT[5:]),
        ({"Range": "bytes=0-99"}, 206, "bytes 0-14/15", CONTENT),
        ({"Range": "bytes=15-"}, 416, "bytes */15", None),
        ({"Range": "lines=1-2"}, 200, None, CONTENT),
        ({"Range": "bytes=1-3", "If-Range": f'"{sha256(CONTENT).hexdigest()}"'}, 206, "bytes 1-3/15", CONTENT[1:4]),
        ({"Range": "bytes=1-3", "If-Range": '"other"'}, 200, None, CONTENT),
    ],
)  # fmt: skip
def test_a_range_is_read_alone(
    desk: Desk, asked: dict[str, str], status: int, range_: str | None, data: bytes | None
) -> None:
    id = desk.upload(CONTENT)

    answer = desk.get(f"/v1/documents/{id}/content", headers=asked)

    assert (answer.status_code, answer.headers.get("Content-Range")) == (status, range_)
    if data is None:
        assert answer.get_json()["code"] == "range_not_satisfiable"
    else:
        assert answer.data == data


class Zeros:
    """A file that nobody holds in memory."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int = -1) -> bytes:
        taken = min(self.left, size if size >= 0 else self.left)
        self.left -= taken
        return bytes(taken)

    readinto = None


def test_large_documents_pass_through_without_being_held(settings: Settings, emptied: None) -> None:
    size = 24_000_000
    app = create_app(replace(settings, most_document_bytes=25_000_000))
    desk = Desk(app, app.extensions["coulisse"])
    desk.house.start()
    first = desk.upload(b"warm")
    desk.get(f"/v1/documents/{first}/content")
    tracemalloc.start()
    try:
        stored = desk.house.documents.put(
            Zeros(size), tenant="acme", client="shop", declared_type="x", most_bytes=size
        )
        answer = desk.get(f"/v1/documents/{stored.id}/content", buffered=False)
        read = sum(len(piece) for piece in answer.response)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        desk.house.stop()

    assert read == size
    assert peak < 6_000_000
