"""Every problem that an answer can be, by its code: the register behind the documentation and the translations.

A code is stable. `title` and `remedy` are part of the answer, `meaning` of the documentation.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.languages import text


@dataclass(frozen=True, slots=True)
class Kind:
    """statuses: the HTTP statuses that it comes with."""

    statuses: tuple[int, ...]
    title: str
    meaning: str
    remedy: str


PROBLEMS: Mapping[str, Kind] = {
    "bad_request": Kind(
        (400,),
        text("The request cannot be read"),
        text("The bytes are no well-formed HTTP request, or the form or the body broke off."),
        text("Send the request again with a client that follows RFC 9112."),
    ),
    "not_json": Kind(
        (400,),
        text("The body is not JSON"),
        text("JSON is read strictly: UTF-8, no key twice, no NaN, bounded nesting and numbers."),
        text("Mend the place that errors points at."),
    ),
    "idempotency_key": Kind(
        (400,),
        text("The Idempotency-Key is missing or cannot be used"),
        text("Every call that changes something carries a key, so that it can be sent again without being done twice."),
        text("Send 1 to 255 visible ASCII characters, new for each piece of work and the same for its retries."),
    ),
    "precondition_unreadable": Kind(
        (400,),
        text("If-Match cannot be read"),
        text("If-Match holds one entity tag, as an ETag header gave it."),
        text("Send the ETag of the answer that you read."),
    ),
    "unknown_version": Kind(
        (400,),
        text("There is no such version of the interface"),
        text("Coulisse-Version is the date of a version that this interface has had."),
        text("Leave out the header, or name a version that the documentation lists."),
    ),
    "unauthorized": Kind(
        (401,),
        text("The caller is not known"),
        text("There is no credential, or it is unknown, expired or revoked."),
        text("Send a valid API key or access token: Authorization: Bearer ..."),
    ),
    "forbidden": Kind(
        (403,),
        text("The caller may not do this"),
        text("The credential is valid but lacks the scope that this call needs."),
        text("Ask an administrator of your organisation for a credential with this scope."),
    ),
    "sandbox_only": Kind(
        (403,),
        text("For test keys alone"),
        text("Trials, such as a clock that is put forward, exist in sandboxes only; this is a live credential."),
        text("Call with a test key (ck_test_...)."),
    ),
    "not_found": Kind(
        (404,),
        text("There is nothing here"),
        text("There is no such thing or address, or it belongs to another organisation: the answer is the same."),
        text("Check the address and the id."),
    ),
    "method_not_allowed": Kind(
        (405,),
        text("This address does not take that method"),
        text("The header Allow names the methods that it takes."),
        text("Use one of the methods in Allow."),
    ),
    "not_acceptable": Kind(
        (406,),
        text("No acceptable form of the answer"),
        text("The header Accept names none of the media types that this address can answer."),
        text("Leave out Accept, or name application/json."),
    ),
    "too_slow": Kind(
        (408,),
        text("The request came too slowly"),
        text("The head or the body of the request did not arrive in time, or broke off."),
        text("Send it again, on a better connection; the same Idempotency-Key keeps that safe."),
    ),
    "still_running": Kind(
        (409,),
        text("The first request is still being worked on"),
        text("A request with the same Idempotency-Key has not been answered yet."),
        text("Wait as long as Retry-After says, then send it again with the same key."),
    ),
    "already_revoked": Kind(
        (409,),
        text("The key was revoked"),
        text("What was revoked cannot be changed any more."),
        text("Create a new key."),
    ),
    "case_under_way": Kind(
        (409,),
        text("The case is under way"),
        text("What is known of a person is needed until their case has ended, and is not erased before."),
        text("Wait until the case is closed, refused or cancelled, or cancel it; then erase the person."),
    ),
    "precondition_failed": Kind(
        (412,),
        text("It was changed meanwhile"),
        text("If-Match names another version than the present one: somebody changed it since you read it."),
        text("Read it again, and send the ETag of that answer as If-Match."),
    ),
    "range_not_satisfiable": Kind(
        (416,),
        text("The document has no such range"),
        text("The range of bytes that was asked for begins behind the end of the document."),
        text("Ask for a range within the size that Content-Range tells."),
    ),
    "refused": Kind(
        (409,),
        text("The command was refused"),
        text("The request was accepted, and its service refused it by a rule of the business: errors says which."),
        text("See the remedy in errors; the operation keeps it for seven days."),
    ),
    "too_large": Kind(
        (413,),
        text("The body is too large"),
        text("Bodies and documents have limits, which the documentation names."),
        text("Send less at a time."),
    ),
    "address_too_long": Kind(
        (414,),
        text("The address is too long"),
        text("The request line has more than 4,094 bytes."),
        text("Send fewer or shorter parameters."),
    ),
    "unsupported_media_type": Kind(
        (415,),
        text("The body is of a type that is not read here"),
        text("Bodies are application/json without content encoding, unless the documentation says otherwise."),
        text("Send JSON, uncompressed, as Content-Type: application/json."),
    ),
    "expectation_failed": Kind(
        (417,),
        text("The expectation cannot be met"),
        text("Of the header Expect, 100-continue alone is understood."),
        text("Leave out the header Expect."),
    ),
    "misdirected": Kind(
        (421,),
        text("Another program answers this"),
        text("The live stream of events has an address of its own, which the header Link names."),
        text("Follow the header Link."),
    ),
    "invalid": Kind(
        (422,),
        text("The request cannot be accepted"),
        text("The request is readable, but something in it is missing, unknown or wrong."),
        text("Mend every place that errors points at."),
    ),
    "idempotency_key_reused": Kind(
        (422,),
        text("The Idempotency-Key was used for another request"),
        text("The same key came with another body."),
        text("Use a new key for new work, and the same body for a retry."),
    ),
    "precondition_required": Kind(
        (428,),
        text("If-Match is required here"),
        text("A change says which version it changes, so that nobody's work is overwritten."),
        text("Read it first, and send the ETag of that answer as If-Match."),
    ),
    "too_many_requests": Kind(
        (429,),
        text("Too many requests"),
        text("This client has used up its budget for the present minute; RateLimit says how much there is."),
        text("Wait as long as Retry-After says."),
    ),
    "too_many_streams": Kind(
        (429,),
        text("Too many streams"),
        text("One client holds a few live streams at most."),
        text("Close a stream that you no longer read, or filter in one."),
    ),
    "headers_too_large": Kind(
        (431,),
        text("The headers are too large"),
        text("There are more than 60 headers, or one has more than 8,190 bytes."),
        text("Send fewer or shorter headers."),
    ),
    "internal": Kind(
        (500,),
        text("Something went wrong here"),
        text("A fault of ours; it is noted under request_id."),
        text("Send it again with the same Idempotency-Key; if it stays, tell us the request_id."),
    ),
    "transfer_coding_unknown": Kind(
        (501,),
        text("The transfer coding is not understood"),
        text("Of transfer codings, chunked alone is understood."),
        text("Send the body with Content-Length, or chunked."),
    ),
    "unavailable": Kind(
        (503,),
        text("Not available just now"),
        text("The request could not be served or stored in time; nothing was stored by halves."),
        text("Wait as long as Retry-After says, then send it again with the same Idempotency-Key."),
    ),
    "seller_unknown": Kind(
        (409,),
        text("Seller not known"),
        text("The installation did not say who sells when the invoice was issued, so it cannot be printed."),
        text("Read it as JSON; have SELLERS_FILE set for later invoices."),
    ),
    "siren_unknown": Kind(
        (409,),
        text("SIREN not known"),
        text("The file for the tax office carries the organisation's SIREN in its name, which is not known here."),
        text("Send it in the parameter siren, or have the setting SELLERS_FILE made."),
    ),
    "error": Kind(
        (400, 500),
        text("The request failed"),
        text("A status of HTTP that has no code of its own here."),
        text("See the status."),
    ),
}  # fmt: skip
