"""The API as pages to read, at /v1/docs. They need no key: they say nothing of anybody."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response, request

from gateway.documentation import DocumentedApi
from gateway.endpoints import PUBLIC, SCOPE_MARK
from gateway.manual.pages import pages
from gateway.reading.conditional import tagged
from gateway.refusing.problems import not_found

_FOLDER = Path(__file__).parents[1] / "manual"
_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def register(app: Flask, api: DocumentedApi) -> None:
    """Add the pages. They are written at the first request for one, in some 0.1 s, and kept."""
    routes = Blueprint("manual", __name__, template_folder=str(_FOLDER / "templates"))

    @cache
    def written() -> dict[str, bytes]:
        found = pages(app.jinja_env, api.spec.to_dict())
        return {name: text.encode() for name, text in found.items()}

    def overview() -> Response:
        return _page(written(), "")

    def group(name: str) -> Response:
        return _page(written(), name)

    public: tuple[tuple[str, Callable[..., Response]], ...] = (
        ("/v1/docs", overview),
        ("/v1/docs/style.css", style),
        ("/v1/docs/<id:name>", group),
    )
    for path, view in public:
        setattr(view, SCOPE_MARK, PUBLIC)
        routes.add_url_rule(path, view.__name__, view, methods=["GET"], provide_automatic_options=False)
    app.register_blueprint(routes)


def style() -> Response:
    """How the pages look."""
    return _kept(Response((_FOLDER / "style.css").read_bytes(), content_type="text/css; charset=utf-8"))


def _page(written: dict[str, bytes], name: str) -> Response:
    if name not in written:
        raise not_found()
    response = Response(written[name], content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = _POLICY
    return _kept(response)


def _kept(response: Response) -> Response:
    """Browsers may keep it, and ask each time whether it is still the same."""
    response.headers["Cache-Control"] = "no-cache"
    return tagged(request, response)
