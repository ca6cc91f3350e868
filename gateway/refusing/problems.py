"""Every error answer: problem details by RFC 9457, with what is wrong, where, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from flask import Response, g, request

from gateway import languages
from gateway.refusing.problem_codes import PROBLEMS

PROBLEM_JSON = "application/problem+json"
TYPE = "urn:coulisse:problem:"


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
    language, kind = languages.chosen(request), PROBLEMS.get(problem.code, PROBLEMS["error"])
    return {
        "type": TYPE + problem.code,
        "title": languages.said(kind.title, language, {}),
        "status": problem.status,
        "code": problem.code,
        "detail": languages.said(problem.detail, language, problem.values),
        "remedy": languages.said(kind.remedy, language, {}),
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
    response.headers.add("Link", f'</v1/problems/{problem.code}>; rel="help"')
    response.vary.add("Accept-Language")
    return response
