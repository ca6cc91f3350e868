"""Case types as callers see them: what to send, what happens then."""

from typing import Any

from gateway.cases.json_schema import DIALECT, asks_schema, object_schema
from gateway.schemas.case_titles import titles
from gateway.schemas.cases import NewCase
from services.intake.queries.case_types import CaseType

_NEW_CASE = NewCase()


def listed(kind: CaseType, language: str) -> dict[str, Any]:
    """A case type in a list."""
    return {"name": kind.name, "version": kind.version, "title": kind.title.said(language)}


def whole(kind: CaseType, language: str) -> dict[str, Any]:
    """A case type with its documents, steps and the schema of what submits a case of it.

    A missing document does not hinder the submission: the case then needs a correction. So the schema asks for
    none.
    """
    return {
        **listed(kind, language),
        "documents": [{"any_of": list(one.any_of), "required": one.required} for one in kind.documents],
        "checks": list(kind.checks),
        "steps": [
            {
                "name": step.name,
                "action": step.action,
                "after": list(step.after),
                "title": step.title.said(language) if step.title else None,
                "team": step.team,
                "deadline": str(step.deadline),
                "deadline_seconds": None
                if step.deadline.business_days
                else int(step.deadline.length.total_seconds()),
                "sample_percent": str(step.sample) if step.sample is not None else None,
            }
            for step in kind.steps
        ],
        "reopening": {"steps": list(kind.reopening.steps), "instead": kind.reopening.instead or None},
        "schema": schema(kind, language),
    }


def schema(kind: CaseType, language: str) -> dict[str, Any]:
    """The body of POST /v1/cases for this type, as JSON Schema."""
    found = object_schema(_NEW_CASE, titles(language))
    fields, requires = found["properties"], kind.requires
    fields["type"] = {"const": kind.name, "title": fields["type"]["title"]}
    for name in ("lines", "vat"):
        if getattr(requires, name):
            fields[name]["minItems"] = 1
    needed = ("lines", "customer", "supplier", "vat", "of_case", "parties")
    found["required"] += [name for name in needed if getattr(requires, name)]
    if requires.parties:
        fields["parties"]["allOf"] = [
            {"contains": {"properties": {"role": {"const": role}}, "required": ["role"]}}
            for role in requires.parties
        ]
    fields["answers"] = asks_schema(kind.asks, language) | {"title": fields["answers"]["title"]}
    if any(ask.required for ask in kind.asks):
        found["required"].append("answers")
    return {"$schema": DIALECT, "title": kind.title.said(language), **found}
