"""What answers look like, for the OpenAPI document. Answers are written as they are, not by way of these."""

from marshmallow import INCLUDE, Schema, fields


class Answer(Schema):
    """An answer may have further fields: readers pass over those that they do not know."""

    class Meta:
        unknown = INCLUDE


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


class BulkResult(Answer):
    """A line of the answer to a bulk request: what became of the same line of the request."""

    line = fields.Integer(required=True, metadata={"description": "Number of the line, from 1."})
    status = fields.Integer(
        required=True, metadata={"description": "What a request for this case alone would be answered."}
    )
    case = fields.Nested(ReceivedCase, metadata={"description": "When it was accepted."})
    problem = fields.Dict(metadata={"description": "When it was not: problem details (RFC 9457)."})
    replayed = fields.Boolean(metadata={"description": "It had been accepted before."})


class SubscriptionSecret(Accepted):
    """The signing secret; it is shown here and never again."""

    secret = fields.String(required=True, metadata={"example": "whsec_..."})
    url = fields.String()
    events = fields.List(fields.String())
    old_secret_until = fields.DateTime()


class ApiKey(Answer):
    """An API key without its secret."""

    id = fields.String(required=True)
    mode = fields.String(required=True)
    client = fields.String(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)
    scopes = fields.List(fields.String(), required=True)
    api_version = fields.String(required=True, metadata={"description": "The version that it is pinned to."})
    created_at = fields.DateTime(required=True)
    expires_at = fields.DateTime(required=True, allow_none=True)
    revoked_at = fields.DateTime(required=True, allow_none=True)
    last_used_at = fields.DateTime(
        required=True, allow_none=True, metadata={"description": "To the hour; null when never used."}
    )
    old_secret_until = fields.DateTime(required=True, allow_none=True)


class ApiKeySecret(ApiKey):
    """The key as its holder sends it; it is shown here and never again."""

    key = fields.String(required=True, metadata={"example": "ck_live_..."})


class AnyItem(Answer):
    """One thing, with the keys that its service documents."""


class AnyList(Answer):
    """A list that needs no pages."""

    items = fields.List(fields.Dict(), required=True)


class AnyPage(AnyList):
    """A page of a list. next: the address of the next page, null on the last."""

    next = fields.String(required=True, allow_none=True)


class Comment(Answer):
    """Something said of a case."""

    id = fields.String(required=True, metadata={"example": "cmt_0b5f0e2d9c8a7b6f5e4d3c2b1a09f8e7"})
    place = fields.String(required=True, metadata={"description": "Sorts within the case as the story goes."})
    case = fields.String(required=True)
    text = fields.String(required=True, allow_none=True, metadata={"description": "null once it was erased."})
    who = fields.Dict(required=True)
    at = fields.DateTime(required=True)


class CommentPage(AnyPage):
    """A page of comments."""

    items = fields.List(fields.Nested(Comment), required=True)


class Task(Answer):
    """What waits for a person, or waited."""

    id = fields.String(required=True, metadata={"example": "task_0198c1a2b3c47d5e8f90123456789abc.review"})
    kind = fields.String(required=True, metadata={"enum": ["review"]})
    case = fields.String(required=True)
    step = fields.String(required=True)
    round = fields.Integer(required=True, metadata={"description": "To be sent with the decision."})
    state = fields.String(required=True, metadata={"enum": ["open", "decided", "withdrawn"]})
    client = fields.String(required=True, metadata={"description": "Who handed the case over."})
    team = fields.String(required=True)
    title_en = fields.String(required=True)
    title_fr = fields.String(required=True)
    documents = fields.List(fields.Dict(), required=True)
    opened_at = fields.DateTime(required=True)
    due_at = fields.DateTime(required=True, allow_none=True)
    assignee = fields.String(required=True, allow_none=True, metadata={"description": "Who has claimed it."})
    claimed_at = fields.DateTime(required=True, allow_none=True)
    four_eyes = fields.Boolean(
        required=True, metadata={"description": "Whether two different persons have to accept."}
    )
    accepted_by = fields.Dict(
        required=True, allow_none=True, metadata={"description": "The first of the two who accepted."}
    )
    accepted_at = fields.DateTime(required=True, allow_none=True)
    answer = fields.String(
        required=True, allow_none=True, metadata={"enum": ["accept", "refuse", "correct", None]}
    )
    reason = fields.String(required=True)
    decided_by = fields.Dict(required=True, allow_none=True)
    decided_at = fields.DateTime(required=True, allow_none=True)


class TaskPage(AnyPage):
    """A page of tasks."""

    items = fields.List(fields.Nested(Task), required=True)


class ListedCaseType(Answer):
    """A case type in a list."""

    name = fields.String(required=True, metadata={"description": "What `type` of a new case says."})
    version = fields.Integer(required=True)
    title = fields.String(required=True, metadata={"description": "In the language of Content-Language."})


class CaseTypes(Answer):
    """All case types."""

    items = fields.List(fields.Nested(ListedCaseType), required=True)


class WantedDocument(Answer):
    """One document, of one of these kinds."""

    any_of = fields.List(fields.String(), required=True)
    required = fields.Boolean(required=True)


class StepOfType(Answer):
    """What is done with each case of a type."""

    name = fields.String(required=True)
    action = fields.String(required=True)
    after = fields.List(fields.String(), required=True)
    title = fields.String(required=True, allow_none=True)
    team = fields.String(required=True)
    deadline_seconds = fields.Integer(required=True)


class CaseType(ListedCaseType):
    """A case type: what it needs, and what happens to its cases."""

    documents = fields.List(fields.Nested(WantedDocument), required=True)
    checks = fields.List(fields.String(), required=True)
    steps = fields.List(fields.Nested(StepOfType), required=True)
    schema = fields.Dict(
        required=True,
        metadata={"description": "JSON Schema (draft 2020-12) of the body of POST /v1/cases for this type."},
    )


class Document(Answer):
    """A stored document."""

    id = fields.String(required=True)
    sha256 = fields.String(required=True)
    size = fields.Integer(required=True, metadata={"description": "Bytes."})


class KnownDocument(Document):
    """A stored document and what is known of it."""

    declared_type = fields.String(required=True, metadata={"description": "As its sender named it."})
    received_at = fields.DateTime(required=True)
    case = fields.String(required=True, allow_none=True, metadata={"description": "What it belongs to."})
    findings = fields.List(fields.Dict(), required=True, metadata={"description": "Of the latest checks."})


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
    errors = fields.List(fields.Nested(Fault), required=True)
    request_id = fields.String(required=True)
