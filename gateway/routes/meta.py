"""What needs no key: is it alive, is it ready, what does the API look like."""

import orjson
import pymongo
from flask import Blueprint, Flask, Response
from pymongo.errors import PyMongoError

from gateway.documentation import DocumentedApi
from gateway.endpoints import PUBLIC, SCOPE_MARK
from gateway.house import here
from gateway.problems import unavailable

_READY_SECONDS = 2
_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Coulisse</title>
<h1>Coulisse</h1>
<p>This is the door of a back office. Its interface is described in
<a href="/v1/openapi.json">/v1/openapi.json</a> (OpenAPI 3.1).</p>
</html>
"""


def register(app: Flask, api: DocumentedApi) -> None:
    """Add the public addresses; the document is written once all routes are known."""
    document = orjson.dumps(api.spec.to_dict())
    meta = Blueprint("meta", __name__)

    def openapi() -> Response:
        return Response(document, content_type="application/json")

    for path, view in (("/", home), ("/healthz", alive), ("/readyz", ready), ("/v1/openapi.json", openapi)):
        setattr(view, SCOPE_MARK, PUBLIC)
        meta.add_url_rule(path, view.__name__, view, methods=["GET"], provide_automatic_options=False)
    app.register_blueprint(meta)


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
        with pymongo.timeout(_READY_SECONDS):
            house.mongo.admin.command("ping")
    except PyMongoError as error:
        raise unavailable("The database does not answer.") from error
    if not house.working:
        raise unavailable("Requests are not being stored by this process.")
    broker = "linked" if house.publisher.ready else "away"
    return Response(f'{{"status":"ready","broker":"{broker}"}}', content_type="application/json")
