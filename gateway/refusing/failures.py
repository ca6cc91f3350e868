"""What goes wrong on the way to an answer, as problem details."""

from collections.abc import Mapping

import structlog
from flask import Flask, Response, g
from gunicorn.http.errors import ParseException
from pymongo.errors import PyMongoError
from werkzeug.exceptions import ClientDisconnected, HTTPException

from gateway.languages import text
from gateway.refusing.problems import Problem, response, unavailable
from shared.contracts.errors import UnavailableError

_log = structlog.get_logger()

_BY_STATUS: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", text("The request cannot be read.")),
    404: ("not_found", text("There is nothing here, or it is not yours.")),
    405: ("method_not_allowed", text("This address does not take that method: see the Allow header.")),
    408: ("too_slow", text("The request took too long to arrive, or broke off.")),
    413: ("too_large", text("The body is larger than this address accepts.")),
    414: ("address_too_long", text("The address is too long.")),
    415: ("unsupported_media_type", text("The body has a content type that this address does not read.")),
    431: ("headers_too_large", text("The headers are too large.")),
}


def _from_werkzeug(error: HTTPException) -> Response:
    status = 408 if isinstance(error, ClientDisconnected) else error.code or 500
    if status < 400:
        return Response(status=status, headers=error.get_headers())
    code, detail = _BY_STATUS.get(status, ("error", text("The request failed.")))
    allow = {name: value for name, value in error.get_headers() if name == "Allow"}
    return response(Problem(status, code, detail, headers=allow))


def _from_chunks(_: ParseException) -> Response:
    # gunicorn reads chunked bodies as the application asks for them.
    return response(Problem(400, "bad_request", "The chunks of the body cannot be read."))


def _from_database(error: PyMongoError | UnavailableError) -> Response:
    # The type only: the driver's texts can quote documents.
    _log.warning("database_away", error=type(error).__name__, request_id=g.get("request_id", ""))
    return response(unavailable())


def _from_bug(error: Exception) -> Response:
    _log.error(
        "unexpected_error",
        error=type(error).__name__,
        where=_where(error),
        request_id=g.get("request_id", ""),
    )
    return response(
        Problem(500, "internal", "Something went wrong here; it has been noted under request_id.")
    )


def _where(error: BaseException) -> list[str]:
    """File and line of each frame, without the values that a formatted traceback can carry."""
    found, frame = [], error.__traceback__
    while frame is not None:
        code = frame.tb_frame.f_code
        found.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{frame.tb_lineno}:{code.co_name}")
        frame = frame.tb_next
    return found[-8:]


def register(app: Flask) -> None:
    """Make problem details the answer to everything that fails."""
    app.register_error_handler(Problem, response)
    app.register_error_handler(HTTPException, _from_werkzeug)
    app.register_error_handler(ParseException, _from_chunks)
    app.register_error_handler(PyMongoError, _from_database)
    app.register_error_handler(UnavailableError, _from_database)
    app.register_error_handler(Exception, _from_bug)
