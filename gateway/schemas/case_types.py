"""Case types, as they are read."""

from marshmallow import fields

from gateway.schemas.answers import Answer


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
    deadline = fields.String(
        required=True,
        metadata={"description": "ISO 8601, or business days: `PT3600S`, `P2BD`.", "example": "P2BD"},
    )
    deadline_seconds = fields.Integer(
        required=True, allow_none=True, metadata={"description": "Null when it counts business days."}
    )
    sample_percent = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Held for this per cent of the cases; null for all.", "example": "10"},
    )


class Reopening(Answer):
    """What it means to open a closed case of a type again: these steps begin anew, or a case of another type corrects
    it; neither: it stays closed."""

    steps = fields.List(fields.String(), required=True)
    instead = fields.String(required=True, allow_none=True)


class CaseType(ListedCaseType):
    """A case type: what it needs, and what happens to its cases."""

    documents = fields.List(fields.Nested(WantedDocument), required=True)
    checks = fields.List(fields.String(), required=True)
    steps = fields.List(fields.Nested(StepOfType), required=True)
    reopening = fields.Nested(Reopening, required=True)
    schema = fields.Dict(
        required=True,
        metadata={"description": "JSON Schema (draft 2020-12) of the body of POST /v1/cases for this type."},
    )
