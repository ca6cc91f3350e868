"""What answers look like, for the OpenAPI document. Answers are written as they are, not by way of these."""

from marshmallow import EXCLUDE, Schema, fields


class Answer(Schema):
    """An answer may have further fields: readers pass over those that they do not know. The document says
    nothing of it, which JSON Schema takes for yes: said aloud, generated types would have any field of any name."""

    class Meta:
        unknown = EXCLUDE


class Accepted(Answer):
    """Stored durably; done soon. Read it again at the address in Location."""

    id = fields.String(required=True)
    status = fields.String(required=True, metadata={"example": "received"})
    received_at = fields.DateTime(required=True)
    operation = fields.String(
        required=True,
        metadata={
            "description": "Read its outcome at /v1/operations/{operation}; Link (rel=status) leads there too.",
            "example": "op_0198c1a2b3c47d5e8f90123456789abc",
        },
    )


class Refusal(Answer):
    """Why a command was refused, or that it failed."""

    code = fields.String(required=True, metadata={"description": "Stable; for programs."})
    detail = fields.String(required=True)
    remedy = fields.String(required=True)
    pointer = fields.String(metadata={"description": "Which field of the request it is about (RFC 6901)."})


class Operation(Answer):
    """What became of a command that was accepted. It can be read for seven days."""

    id = fields.String(required=True, metadata={"example": "op_0198c1a2b3c47d5e8f90123456789abc"})
    status = fields.String(
        required=True,
        metadata={
            "enum": ["pending", "done", "refused", "failed"],
            "description": "refused: by a rule, see `error`; failed: our fault, a person repairs it and `pending` or "
            "another status follows.",
        },
    )
    command = fields.String(required=True, metadata={"example": "case.cancel.v1"})
    subject = fields.String(
        required=True, metadata={"description": "Id of what the command is about, such as a case."}
    )
    resource = fields.String(
        required=True, allow_none=True, metadata={"description": "Where to read what it is about."}
    )
    accepted_at = fields.DateTime(required=True)
    finished_at = fields.DateTime(required=True, allow_none=True)
    result = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    error = fields.Nested(Refusal, required=True, allow_none=True)


class ReceivedCase(Accepted):
    """A case that was accepted, as it is read until it is taken up."""

    type = fields.String(required=True)
    reference = fields.String(required=True)
    priority = fields.String(required=True)
    currency = fields.String(required=True)
    customer = fields.String(required=True)
    tags = fields.List(fields.String(), required=True)


class ListAnswer(Answer):
    """A list that needs no pages."""


class PageAnswer(ListAnswer):
    """A page of a list. next: the address of the next page, null on the last."""

    next = fields.String(required=True, allow_none=True)


class BulkResult(Answer):
    """A line of the answer to a bulk request: what became of the same line, or case, of the request."""

    line = fields.Integer(required=True, metadata={"description": "Number of the line or case, from 1."})
    status = fields.Integer(
        required=True, metadata={"description": "What a request for this case alone would be answered."}
    )
    case = fields.Nested(ReceivedCase, metadata={"description": "When it was accepted."})
    problem = fields.Nested(
        "Problem", metadata={"description": "When it was not: problem details (RFC 9457)."}
    )
    replayed = fields.Boolean(metadata={"description": "It had been accepted before."})


class BulkResults(Answer):
    """The answer to a bulk request in one object, in the order of its cases."""

    items = fields.List(fields.Nested(BulkResult), required=True)


class SubscriptionSecret(Accepted):
    """The signing secret of a webhook; it is shown here and never again."""

    secret = fields.String(
        required=True,
        metadata={"example": "whsec_...", "description": "Empty where none signs: mail, chats."},
    )
    channel = fields.String()
    url = fields.String()
    events = fields.List(fields.String())
    old_secret_until = fields.DateTime()


class Fault(Answer):
    """One thing that is wrong: where, what, and what to do."""

    code = fields.String(required=True)
    detail = fields.String(required=True)
    remedy = fields.String(required=True)
    pointer = fields.String(metadata={"description": "Where in the body (RFC 6901)."})
    parameter = fields.String(metadata={"description": "Which header or query parameter."})


class Problem(Answer):
    """Problem details (RFC 9457)."""

    type = fields.String(required=True, metadata={"example": "urn:coulisse:problem:invalid"})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True, metadata={"description": "Stable; for programs."})
    detail = fields.String(required=True)
    remedy = fields.String(required=True, metadata={"description": "What to do about it."})
    errors = fields.List(fields.Nested(Fault), required=True)
    request_id = fields.String(required=True)
