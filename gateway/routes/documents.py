"""Documents: uploads, streamed into the store."""

from typing import IO

from flask import Response, request
from werkzeug.exceptions import BadRequest

from gateway.access import scopes
from gateway.answering import document_views, showing
from gateway.endpoints import Call, Endpoints, Route
from gateway.house import here
from gateway.refusing.problems import Fault, Problem, invalid
from gateway.schemas import documents
from shared.persistence.documents import EmptyFileError, TooLargeError

ROUTES = Endpoints("documents", "Files that belong to cases.")

_FILE = {"type": "string", "format": "binary"}
_MULTIPART = {"type": "object", "required": ["file"], "properties": {"file": _FILE}}


@ROUTES.add(
    Route(
        method="POST",
        path="/documents",
        scope=scopes.DOCUMENTS_WRITE,
        summary="Upload a document, as the raw body or as the form field `file`",
        status=201,
        answer=documents.Document,
        raw=True,
        seconds=60,
        more={
            "requestBody": {
                "required": True,
                # The form first: generated clients take the first.
                "content": {"multipart/form-data": {"schema": _MULTIPART}, "*/*": {"schema": _FILE}},
            }
        },
    )
)
def upload_document(call: Call) -> Response:
    house = here()
    most = house.settings.most_document_bytes
    # Headers and boundaries of a form come on top of the file; the store counts the file itself.
    request.max_content_length = most + 65_536
    stream, declared = _file()
    try:
        stored = house.documents.put(
            stream,
            tenant=call.caller.tenant,
            client=call.caller.client,
            declared_type=declared,
            most_bytes=most,
        )
    except TooLargeError as error:
        raise Problem(
            413, "too_large", "A document has at most {most} bytes.", values={"most": most}
        ) from error
    except EmptyFileError as error:
        raise invalid(Fault("empty", "The file is empty.", "Send its bytes.", "")) from error
    response = showing.one({"id": stored.id, "sha256": stored.sha256, "size": stored.size})
    response.status_code = 201
    response.headers["Location"] = f"/v1/documents/{stored.id}"
    return response


@ROUTES.add(
    Route(
        method="GET",
        path="/documents/<id:document>",
        scope=scopes.DOCUMENTS_READ,
        summary="Read what is known of a document, with what the checks of its case found in it",
        answer=documents.KnownDocument,
    )
)
def read_document(call: Call) -> Response:
    return showing.one(document_views.known(here(), call.caller.tenant, call.path["document"]))


@ROUTES.add(
    Route(
        method="GET",
        path="/documents/<id:document>/content",
        scope=scopes.DOCUMENTS_READ,
        summary="Download a document, whole or a range of its bytes",
        produces=("*/*",),
        more=document_views.DOWNLOAD,
    )
)
def download_document(call: Call) -> Response:
    return document_views.content(here(), call.caller.tenant, call.path["document"], request)


def _file() -> tuple[IO[bytes], str]:
    if request.mimetype != "multipart/form-data":
        return request.stream, _media_type(request.mimetype)
    try:
        file = request.files.get("file")
    except BadRequest as error:
        raise Problem(400, "bad_request", "The form cannot be read.") from error
    if file is None:
        raise invalid(Fault("required", "The form has no field `file`.", "Send the document in it.", "/file"))
    return file.stream, _media_type(file.mimetype)


def _media_type(given: str) -> str:
    return given[:100] if given else "application/octet-stream"
