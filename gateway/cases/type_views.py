"""Case types as callers see them: what to send, what happens then."""

from typing import Any

from gateway.cases.json_schema import DIALECT, object_schema
from gateway.schemas.case_titles import titles
from gateway.schemas.cases import NewCase
from services.intake.queries.case_types import CaseType, Title

_NEW_CASE = NewCase()


def listed(kind: CaseType, language: str) -> dict[str, Any]:
    """A case type in a list."""
    return {"name": kind.name, "version": kind.version, "title": _said(kind.title, language)}


def whole(kind: CaseType, language: str) -> dict[str, Any]:
    """A case type with its documents, steps and the schema of what submits a case of it.

    A missing document does not hinder the submission: the case then needs a correction. So the schema asks for none."""
    return {
        **listed(kind, language),
        "documents": [{"any_of": list(one.any_of), "required": one.required} for one in kind.documents],
        "checks": list(kind.checks),
        "steps": [
            {
                "name": step.name,
                "action": step.action,
                "after": list(step.after),
                "title": _said(step.title, language) if step.title else None,
                "team": step.team,
                "deadline_seconds": int(step.deadline.total_seconds()),
            }
            for step in kind.steps
        ],
        "schema": schema(kind, language),
    }


def schema(kind: CaseType, language: str) -> dict[str, Any]:
    """The body of POST /v1/cases for this type, as JSON Schema."""
    found = object_schema(_NEW_CASE, titles(language))
    fields, requires = found["properties"], kind.requires
    fields["type"] = {"const": kind.name, "title": fields["type"]["title"]}
    if requires.lines:
        fields["lines"]["minItems"] = 1
        found["required"].append("lines")
    if requires.customer:
        found["required"].append("customer")
    if requires.parties:
        found["required"].append("parties")
        fields["parties"]["allOf"] = [
            {"contains": {"properties": {"role": {"const": role}}, "required": ["role"]}}
            for role in requires.parties
        ]
    return {"$schema": DIALECT, "title": _said(kind.title, language), **found}


def _said(title: Title, language: str) -> str:
    return title.fr if language == "fr" else title.en
