"""Every error answer: problem details by RFC 9457, with what is wrong, where, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from flask import Flask, Response, g, request
from pymongo.errors import PyMongoError
from werkzeug.exceptions import HTTPException

from gateway import languages
from shared.contracts.errors import UnavailableError

PROBLEM_JSON = "application/problem+json"
TYPE = "urn:coulisse:problem:"

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a request.

    pointer: where in the body (RFC 6901); parameter: or which header or query parameter; code: stable, for programs;
    detail and remedy: for people, constant texts that the catalogue of each language knows, in which `{name}` stands
    for one of `values`. None of them repeats what was sent.
    """

    code: str
    detail: str
    remedy: str
    pointer: str | None = None
    parameter: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)

    def shown(self, language: str) -> dict[str, str]:
        """As it stands in `errors`."""
        found = {
            "code": self.code,
            "detail": languages.said(self.detail, language, self.values),
            "remedy": languages.said(self.remedy, language, self.values),
        }
        if self.pointer is not None:
            found["pointer"] = self.pointer
        if self.parameter is not None:
            found["parameter"] = self.parameter
        return found


@dataclass(eq=False)
class Problem(Exception):  # noqa: N818 - RFC 9457 calls it a problem
    """Ends a request with this answer. detail: a constant text, in which `{name}` stands for one of `values`."""

    status: int
    code: str
    detail: str
    errors: tuple[Fault, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)


def unavailable(detail: str = "The service cannot answer just now. Nothing was stored.") -> Problem:
    """503 with Retry-After: the database is away or too slow."""
    return Problem(503, "unavailable", detail, headers={"Retry-After": "2"})


def not_found() -> Problem:
    """404, in the same words whether the thing does not exist or belongs to somebody else."""
    return Problem(404, "not_found", "There is nothing here, or it is not yours.")


def invalid(*faults: Fault) -> Problem:
    """422: readable, but not acceptable."""
    return Problem(422, "invalid", "The request is readable but cannot be accepted: see errors.", faults)


def shown(problem: Problem) -> dict[str, Any]:
    """A problem as it is told, in the language of who asks."""
    language = languages.chosen(request)
    return {
        "type": TYPE + problem.code,
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "code": problem.code,
        "detail": languages.said(problem.detail, language, problem.values),
        "errors": [fault.shown(language) for fault in problem.errors],
        "request_id": g.get("request_id", ""),
    }


def response(problem: Problem) -> Response:
    """The answer that tells of a problem."""
    language = languages.chosen(request)
    response = Response(
        orjson.dumps(shown(problem)), problem.status, headers=dict(problem.headers), content_type=PROBLEM_JSON
    )
    response.headers["Content-Language"] = language
    response.vary.add("Accept-Language")
    return response


_BY_STATUS: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "The request cannot be read."),
    404: ("not_found", "There is nothing here, or it is not yours."),
    405: ("method_not_allowed", "This address does not take that method: see the Allow header."),
    408: ("too_slow", "The request took too long to arrive."),
    413: ("too_large", "The body is larger than this address accepts."),
    414: ("address_too_long", "The address is too long."),
    415: ("unsupported_media_type", "The body has a content type that this address does not read."),
    431: ("headers_too_large", "The headers are too large."),
}


def _from_werkzeug(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return Response(status=status, headers=error.get_headers())
    code, detail = _BY_STATUS.get(status, ("error", HTTPStatus(status).description or "The request failed."))
    allow = {name: value for name, value in error.get_headers() if name == "Allow"}
    return response(Problem(status, code, detail, headers=allow))


def _from_database(error: PyMongoError | UnavailableError) -> Response:
    # The type only: the driver's texts can quote documents.
    _log.warning("database_away", error=type(error).__name__)
    return response(unavailable())


def _from_bug(error: Exception) -> Response:
    _log.error("unexpected_error", error=type(error).__name__, where=_where(error))
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
    app.register_error_handler(PyMongoError, _from_database)
    app.register_error_handler(UnavailableError, _from_database)
    app.register_error_handler(Exception, _from_bug)
