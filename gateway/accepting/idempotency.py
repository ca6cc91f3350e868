"""The same Idempotency-Key gives the same answer (draft-ietf-httpapi-idempotency-key-header).

Two requests are the same when caller, method, address, key and body are; the same key with another body is refused.
"""

import json
import re

from flask import Response, request

from gateway.accepting import waiting
from gateway.accepting.acceptance import Outcome
from gateway.accepting.accepted import Answer
from gateway.accepting.body_hash import BodyHash
from gateway.access.api_keys import Caller
from gateway.house import here
from gateway.refusing.problems import Fault, Problem, unavailable
from gateway.route import Call, View

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


def request_id(caller: Caller, method: str, address: str, key: str | None) -> str:
    """The id under which a request is stored; raises a 400 problem without a usable key."""
    if key is None or not _KEY.fullmatch(key):
        detail = (
            "This address needs the header Idempotency-Key."
            if key is None
            else "This Idempotency-Key cannot be used."
        )
        remedy = (
            "Send 1 to 255 visible ASCII characters, new for each piece of work and the same for its retries."
        )
        fault = Fault("idempotency_key", detail, remedy, parameter=HEADER)
        raise Problem(400, "idempotency_key", detail, (fault,))
    return f"{caller.tenant}|{caller.client}|{method} {address}|{key}"


def answered(outcome: Outcome, answer: Answer | None = None) -> Response:
    """The answer to a request that was, or was not, stored. `answer` is what to say when it was stored just now."""
    if outcome.what == "stored" and answer is not None:
        return _response(answer)
    if outcome.what == "replayed" and outcome.answer is not None:
        response = _response(outcome.answer)
        response.headers[REPLAYED] = "true"
        return response
    raise refusal(outcome)


def handed_over_once(view: View, call: Call) -> Response:
    """The view's answer, or that of the first time."""
    try:
        return view(call)
    except Problem as problem:
        # What was possible once may not be possible again: a retry gets the answer of its first time.
        earlier = (
            here().acceptance.stored_answer(call.request_id, call.body_hash) if problem.status < 500 else None
        )
        if earlier is None:
            raise
        return answered(earlier)


def made_once(view: View, call: Call) -> Response:
    """The answer of a view that does its work at once, or that of the first time."""
    house = here()
    if (earlier := house.making.begin(call.request_id, call.body_hash, house.clock())) is not None:
        return answered(earlier)
    try:
        response = view(call)
    except Problem:
        house.making.abandon(call.request_id)
        raise
    house.making.finish(call.request_id, _answer_of(response))
    return response


def remembered(caller: Caller, response: Response) -> Response:
    """The answer of a view that may do its work twice, or that of the first time when a key is given. What it answers
    follows from the body, but for the id, so it also tells one body from another."""
    key = request.headers.get(HEADER)
    if key is None or response.status_code >= 300:
        return response
    house = here()
    id = request_id(caller, request.method, request.path, key)
    answer = _answer_of(response)
    return answered(
        house.making.remember(id, BodyHash.of(house.sealer, beside_id(answer.body)), answer, house.clock()),
        answer,
    )


def beside_id(answer: bytes) -> bytes:
    """What an answer says of the body that was sent. Two requests at the same time make two ids for one body."""
    said = json.loads(answer)
    said.pop("id", None)
    return json.dumps(said, sort_keys=True).encode()


def _answer_of(response: Response) -> Answer:
    return Answer(response.status_code, response.get_data(), response.headers.get("Location", ""))


def refusal(outcome: Outcome) -> Problem:
    """Why a request was not stored."""
    if outcome.what == "other_body":
        detail = "This Idempotency-Key was used for another request."
        fault = Fault("idempotency_key_reused", detail, "Use a new key for new work.", parameter=HEADER)
        return Problem(422, "idempotency_key_reused", detail, (fault,))
    if outcome.what == "unstorable":
        return Problem(500, "internal", "Something went wrong here; nothing was stored.")
    return unavailable(
        "The request could not be stored in time. Send it again with the same Idempotency-Key."
    )


def _response(answer: Answer) -> Response:
    response = Response(answer.body, answer.status, content_type="application/json")
    if answer.location:
        response.headers["Location"] = answer.location
    if answer.operation:
        waiting.announce(response, answer.operation)
    return response
