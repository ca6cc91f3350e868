"""What needs no key: is it alive, is it ready, what does the API look like."""

from collections.abc import Callable
from typing import Any

import orjson
import pymongo
from flask import Blueprint, Flask, Response, request
from pymongo.errors import PyMongoError

from gateway import languages
from gateway.documentation import DocumentedApi
from gateway.endpoints import PUBLIC, SCOPE_MARK
from gateway.house import READY_SECONDS, here
from gateway.reading.conditional import tagged
from gateway.refusing.problem_codes import PROBLEMS
from gateway.refusing.problems import TYPE, not_found, unavailable

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Coulisse</title>
<h1>Coulisse</h1>
<p>This is the door of a back office. Its interface can be read at
<a href="/v1/docs">/v1/docs</a>, and by programs at <a href="/v1/openapi.json">/v1/openapi.json</a> (OpenAPI 3.1).</p>
</html>
"""


def register(app: Flask, api: DocumentedApi) -> None:
    """Add the public addresses; the document is written once all routes are known."""
    document = orjson.dumps(api.spec.to_dict())
    meta = Blueprint("meta", __name__)

    def openapi() -> Response:
        return Response(document, content_type="application/json")

    public: tuple[tuple[str, Callable[..., Response]], ...] = (
        ("/", home),
        ("/healthz", alive),
        ("/livez", alive),
        ("/startupz", alive),
        ("/readyz", ready),
        ("/v1/openapi.json", openapi),
        ("/v1/problems", problem_kinds),
        ("/v1/problems/<id:code>", problem_kind),
    )
    for path, view in public:
        setattr(view, SCOPE_MARK, PUBLIC)
        name = path.replace(".", " ")  # a dot would separate it from the blueprint's
        meta.add_url_rule(path, name, view, methods=["GET"], provide_automatic_options=False)
    app.register_blueprint(meta)


def problem_kinds() -> Response:
    """Every problem that an answer can be, in the reader's language."""
    language = languages.chosen(request)
    found = {"items": [_kind(code, language) for code in PROBLEMS], "next": None}
    return _in(language, found)


def problem_kind(code: str) -> Response:
    """What one problem code means."""
    if code not in PROBLEMS:
        raise not_found()
    language = languages.chosen(request)
    return _in(language, _kind(code, language))


def _kind(code: str, language: str) -> dict[str, Any]:
    kind = PROBLEMS[code]
    said = {
        name: languages.said(getattr(kind, name), language, {}) for name in ("title", "meaning", "remedy")
    }
    return {"code": code, "type": TYPE + code, "statuses": list(kind.statuses), **said}


def _in(language: str, found: dict[str, Any]) -> Response:
    response = Response(orjson.dumps(found), content_type="application/json")
    response.headers["Content-Language"] = language
    response.vary.add("Accept-Language")
    return tagged(request, response)


def home() -> Response:
    """A plain page for people who come by."""
    return Response(_PAGE, content_type="text/html; charset=utf-8")


def alive() -> Response:
    """The process and its threads work. Says nothing of the database: restarting would not bring that back."""
    if not here().working:
        raise unavailable("This process has to be restarted.")
    return Response('{"status":"alive"}', content_type="application/json")


def ready() -> Response:
    """Work can be taken in: the database answers and requests get written. The broker is not needed for that."""
    house = here()
    try:
        with pymongo.timeout(READY_SECONDS):
            house.mongo.admin.command("ping")
    except PyMongoError as error:
        raise unavailable("The database does not answer.") from error
    if not house.working:
        raise unavailable("Requests are not being stored by this process.")
    broker = "linked" if house.publisher.ready else "away"
    return Response(f'{{"status":"ready","broker":"{broker}"}}', content_type="application/json")
