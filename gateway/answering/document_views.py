"""Documents as callers see them: what is known of one, and its bytes."""

from collections.abc import Mapping
from typing import Any

from flask import Request, Response
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import FileWrapper

from gateway.house import House
from gateway.refusing.problems import Problem, not_found
from services.validation.queries import findings
from shared.persistence.documents import StoredDocument

_PIECE = 65_536
_EXTENSIONS: Mapping[str, str] = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/tiff": ".tif",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
"""Types that are told as they were declared. Everything else is bytes: what a browser would run must not be told."""

_BYTES = "application/octet-stream"
_FILE = {"schema": {"type": "string", "format": "binary"}}
_KINDS = dict.fromkeys((_BYTES, *_EXTENSIONS), _FILE)
_CONTENT_RANGE = {"description": "Which bytes of how many.", "schema": {"type": "string"}}
DOWNLOAD: Mapping[str, Any] = {
    "parameters": [
        {
            "in": "header",
            "name": "Range",
            "description": "One range of bytes (RFC 9110, section 14); several are answered by the whole.",
            "schema": {"type": "string"},
        },
        {
            "in": "header",
            "name": "If-Range",
            "description": "The ETag of an earlier part.",
            "schema": {"type": "string"},
        },
    ],
    "responses": {
        "200": {"description": "The whole document.", "content": _KINDS, "headers": {"ETag": "ETag"}},
        "206": {
            "description": "The range.",
            "content": _KINDS,
            "headers": {"ETag": "ETag", "Content-Range": _CONTENT_RANGE},
        },
        **{
            str(status): name
            for status, name in {
                401: "UNAUTHORIZED",
                403: "FORBIDDEN",
                404: "NOT_FOUND",
                416: "REQUESTED_RANGE_NOT_SATISFIABLE",
                422: "UNPROCESSABLE_ENTITY",
                500: "INTERNAL_SERVER_ERROR",
                503: "SERVICE_UNAVAILABLE",
            }.items()
        },
    },
}


def known(house: House, tenant: str, id: str) -> dict[str, Any] | None:
    """What is known of a document; None for one that this tenant does not have."""
    document = house.documents.describe(tenant, (id,)).get(id)
    if document is None:
        return None
    return {
        "id": document.id,
        "sha256": document.sha256,
        "size": document.size,
        "declared_type": document.declared_type,
        "received_at": document.received_at,
        "case": document.case,
        "findings": _findings(house, document),
    }


def _findings(house: House, document: StoredDocument) -> list[dict[str, Any]]:
    if document.case is None:
        return []
    place = f"document:{document.id}"
    return [
        found
        for found in findings.findings(house.database("validation"), document.tenant, document.case)
        # A finding may name a place inside of the document.
        if found["where"].partition("#")[0].partition("/")[0] == place
    ]


def content(house: House, tenant: str, id: str, request: Request) -> Response:
    """The bytes, or the range of them that is asked for; raises a 404 or 416 problem. They are read while they are
    sent, a piece at a time."""
    document = house.documents.describe(tenant, (id,)).get(id)
    if document is None:
        raise not_found()
    told = document.declared_type if document.declared_type in _EXTENSIONS else _BYTES
    response = Response(
        FileWrapper(house.documents.open(tenant, id), _PIECE), content_type=told, direct_passthrough=True
    )
    response.content_length = document.size
    response.set_etag(document.sha256)
    # The name is ours, so that it needs neither quoting nor RFC 8187's encoding.
    name = document.id + _EXTENSIONS.get(told, ".bin")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    try:
        response.make_conditional(_conditions(request), accept_ranges=True, complete_length=document.size)
    except RequestedRangeNotSatisfiable as error:
        raise Problem(
            416,
            "range_not_satisfiable",
            "The document has no such range of bytes.",
            headers={"Content-Range": f"bytes */{document.size}"},
        ) from error
    return response


def _conditions(request: Request) -> dict[str, Any]:
    """Several ranges, or those of another unit, are passed over, as RFC 9110 (section 14.2) allows."""
    asked = request.range
    if asked is not None and asked.units == "bytes" and len(asked.ranges) == 1:
        return request.environ
    return {name: value for name, value in request.environ.items() if name != "HTTP_RANGE"}
