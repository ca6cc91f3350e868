"""The pages about the API: complete, strict, and right about every field."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gateway.app import with_routes
from gateway.manual.fields import field, fields_of
from gateway.manual.pages import prose
from gateway.manual.samples import sample
from gateway.manual.schemas import Schemas
from gateway.refusing.problem_codes import PROBLEMS
from gateway.routes import manual
from gateway.serving.security_headers import secured

HERE = "/v1/docs"


class Page(HTMLParser):
    """What a page holds: ids, links, names of elements and attributes; unclosed elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}
        said = dict(attrs)
        self.ids += [said["id"] or ""] if "id" in said else []
        self.links |= {said["href"] or ""} if "href" in said else set()
        if tag not in {"meta", "link"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def application() -> Flask:
    app = Flask("gateway", static_folder=None)
    api = with_routes(app)
    manual.register(app, api)
    app.wsgi_app = secured(app.wsgi_app)  # type: ignore[method-assign, assignment]
    app.config["DOCUMENT"] = api.spec.to_dict()
    return app


@pytest.fixture
def reader(application: Flask) -> FlaskClient:
    return application.test_client()


@pytest.fixture
def document(application: Flask) -> dict[str, Any]:
    found: dict[str, Any] = application.config["DOCUMENT"]
    return found


@pytest.fixture
def shown(reader: FlaskClient, document: dict[str, Any]) -> dict[str, Page]:
    """Every page by its address."""
    names = ["problems", *(tag["name"] for tag in document["tags"])]
    addresses = [HERE, *(f"{HERE}/{name}" for name in names)]
    return {address: Page(reader.get(address).get_data(as_text=True)) for address in addresses}


def test_every_operation_is_shown_once_with_its_address(
    shown: dict[str, Page], document: dict[str, Any]
) -> None:
    wanted = {
        said["operationId"]: path
        for path, item in document["paths"].items()
        for method, said in item.items()
        if method != "parameters"
    }

    ids = [id for page in shown.values() for id in page.ids if id in wanted]

    assert sorted(ids) == sorted(wanted)
    assert all(any(path in page.text for page in shown.values()) for path in wanted.values())
    assert all(page.open == [] and len(page.ids) == len(set(page.ids)) for page in shown.values())


def test_every_link_leads_somewhere(shown: dict[str, Page], reader: FlaskClient) -> None:
    elsewhere = {f"{HERE}/style.css", "/v1/openapi.json", "/v1/problems"}

    for address, page in shown.items():
        for link in page.links - elsewhere:
            there, _, id = link.partition("#")
            assert id == "" or id in shown[there or address].ids, link
            assert (there or address) in shown, link

    assert reader.get(f"{HERE}/style.css").mimetype == "text/css"


def test_every_problem_is_explained_on_a_page_of_its_own_place(shown: dict[str, Page]) -> None:
    page = shown[f"{HERE}/problems"]

    assert page.ids == ["content", *PROBLEMS]
    assert all(kind.remedy in page.text for kind in PROBLEMS.values())


def test_pages_run_nothing_and_fetch_nothing_from_elsewhere(
    shown: dict[str, Page], reader: FlaskClient
) -> None:
    answer = reader.get(HERE)
    style = reader.get(f"{HERE}/style.css").get_data(as_text=True)

    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self';")
    assert "unsafe" not in policy
    for page in shown.values():
        assert not page.elements & {"script", "style", "img", "iframe", "form", "object"}
        assert not any(name == "style" or name.startswith("on") for name in page.attributes)
        assert all(link.startswith(("/v1/", "#")) for link in page.links)
    assert not re.search(r"@import|url\(", style)


def test_a_page_that_did_not_change_is_not_sent_again(reader: FlaskClient) -> None:
    tag = reader.get(f"{HERE}/cases").headers["ETag"]

    again = reader.get(f"{HERE}/cases", headers={"If-None-Match": tag})

    assert (again.status_code, again.get_data()) == (304, b"")


def test_a_reference_is_followed_and_what_may_be_null_says_so() -> None:
    who = {
        "type": "object",
        "required": ["id"],
        "properties": {"kind": {"type": "string"}, "id": {"type": "string"}},
    }
    schemas = Schemas({"components": {"schemas": {"Who": who}}})
    either = {"anyOf": [{"$ref": "#/components/schemas/Who"}, {"type": "null"}], "description": "Who it was."}

    row = field(schemas, "decided_by", either, required=True)

    assert (row.kind, row.meaning, row.required) == ("object or null", "Who it was.", True)
    assert [(one.name, one.required) for one in row.inner] == [("id", True), ("kind", False)]


def test_lists_maps_and_limits_are_said_in_words() -> None:
    part = {
        "properties": {
            "tags": {"type": "array", "maxItems": 20, "items": {"type": "string", "enum": ["a", "b"]}},
            "details": {"type": "object", "additionalProperties": {"type": "integer"}},
            "currency": {"type": "string", "minLength": 3, "maxLength": 3, "default": "EUR"},
            "paused": {"type": ["boolean", "null"]},
        }
    }

    rows = {one.name: one for one in fields_of(Schemas({}), part)}

    assert (rows["tags"].kind, rows["tags"].choices, rows["tags"].limits) == (
        "list of texts",
        ("a", "b"),
        ("at most 20",),
    )
    assert rows["details"].kind == "names with whole numbers"
    assert rows["currency"].limits == ("3 characters", "EUR when left out")
    assert rows["paused"].kind == "true or false or null"


def test_a_schema_that_holds_itself_comes_to_an_end() -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}}}
    schemas = Schemas({"components": {"schemas": {"Node": node}}})

    rows = fields_of(schemas, {"$ref": "#/components/schemas/Node"})

    assert rows[0].inner[0].name == "next"
    assert "next" in sample(schemas, {"$ref": "#/components/schemas/Node"})


def test_descriptions_cannot_bring_elements_along() -> None:
    said = prose("Give `<id>`, never <script>.")

    assert said == "Give <code>&lt;id&gt;</code>, never &lt;script&gt;."
