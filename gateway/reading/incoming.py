"""From the bytes of a request to a checked body and query."""

from dataclasses import replace
from typing import Any

from flask import Request
from marshmallow import ValidationError, fields
from werkzeug.exceptions import RequestEntityTooLarge

from gateway.reading import strict_json
from gateway.refusing.problems import Fault, Problem, invalid
from gateway.schemas.explained import Shape

_MOST_FAULTS = 50


def check_acceptable(request: Request, produces: tuple[str, ...]) -> None:
    """Raises a 406 problem when the caller takes none of the media types that there are (RFC 9110, section 12.5.1)."""
    if request.headers.get("Accept") and request.accept_mimetypes.best_match(produces) is None:
        detail = "Nothing that this address can answer is acceptable to the caller."
        remedy = "Leave out the header Accept, or name one of: {media_types}."
        fault = Fault(
            "not_acceptable", detail, remedy, parameter="Accept", values={"media_types": ", ".join(produces)}
        )
        raise Problem(406, "not_acceptable", detail, (fault,))


def raw_body(request: Request, most_bytes: int) -> bytes:
    """The body's bytes; raises a 413, 415 or 400 problem."""
    if request.mimetype != "application/json" and not request.mimetype.endswith("+json"):
        raise Problem(415, "unsupported_media_type", "Send the body as application/json.")
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise Problem(415, "unsupported_media_type", "Send the body without content encoding.")
    # A chunked body is cut off at werkzeug's limit without a word, so the limit is one byte further.
    request.max_content_length = most_bytes + 1
    raw = request.get_data(cache=False)
    if len(raw) > most_bytes:
        raise RequestEntityTooLarge
    return raw


def body(raw: bytes, schema: Shape) -> Any:
    """The checked body; raises a 400 problem when it is not JSON, a 422 problem when it has the wrong shape."""
    try:
        value = strict_json.decode(raw)
    except strict_json.JsonError as error:
        fault = Fault(
            "not_json",
            error.reason,
            "Send one JSON object, as RFC 8259 has it.",
            error.pointer,
            values=error.values,
        )
        raise Problem(400, "not_json", error.reason, (fault,), values=error.values) from None
    try:
        return schema.load(value)
    except ValidationError as error:
        raise invalid(*faults(error.messages)[:_MOST_FAULTS]) from None


def query(request: Request, schema: Shape) -> dict[str, Any]:
    """The checked query; raises a 422 problem."""
    given = request.args.to_dict(flat=False)
    lists = {name for name, field in schema.fields.items() if isinstance(field, fields.List)}
    repeated = [name for name, values in given.items() if len(values) > 1 and name not in lists]
    if repeated:
        raise invalid(
            *(
                Fault("repeated", "This parameter is given twice.", "Give it once.", parameter=name[:80])
                for name in repeated
            )
        )
    try:
        found: dict[str, Any] = schema.load(
            {name: values if name in lists else values[0] for name, values in given.items()}
        )
    except ValidationError as error:
        raise invalid(*(_of_parameter(fault) for fault in faults(error.messages)[:_MOST_FAULTS])) from None
    return found


def _of_parameter(fault: Fault) -> Fault:
    name = (fault.pointer or "").lstrip("/").split("/")[0]
    return replace(fault, pointer=None, parameter=name)


def faults(messages: Any, at: str = "") -> list[Fault]:
    """Marshmallow's tree of messages as a list of faults with JSON pointers."""
    if isinstance(messages, dict):
        found = []
        for key, inner in messages.items():
            here = at if key == "_schema" else f"{at}/{strict_json.escaped(str(key))}"
            found.extend(faults(inner, here))
        return found
    if isinstance(messages, Fault):
        return [replace(messages, pointer=at)]
    if isinstance(messages, list):
        return [fault for one in messages for fault in faults(one, at)]
    return [Fault("invalid", "This value has the wrong type.", "See the schema in /v1/openapi.json.", at)]
