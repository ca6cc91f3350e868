"""What a case type wants of a new case, checked at the door so that the sender learns of it at once."""

from collections.abc import Iterator, Mapping
from typing import Any

from gateway.cases.existing import case_exists
from gateway.languages import text
from gateway.refusing.problems import Fault, invalid
from services.intake.queries.case_types import MOST_CHARACTERS, CaseType, faults, known_types

_PARTS: Mapping[str, str] = {
    "lines": text("Cases of this type need at least one line."),
    "customer": text("Cases of this type need the customer's account code."),
    "supplier": text("Cases of this type need the supplier's account code."),
    "vat": text("Cases of this type need their amounts by VAT rate."),
    "of_case": text("Cases of this type need the id of the case that they are about."),
}

_ANSWERS: Mapping[str, tuple[str, str, str]] = {
    "required": ("required", text("Cases of this type need this answer."), text("Add it.")),
    "unknown": (
        "unknown_field",
        text("Cases of this type do not ask for this."),
        text("Remove it, or correct its name."),
    ),
    "wrong_length": (
        "wrong_length",
        text("The answer is empty or too long."),
        text("Send 1 to {most} characters."),
    ),
    "not_a_date": (
        "not_a_date",
        text("A date is expected here."),
        text("Send year, month and day: 2026-03-31."),
    ),
    "not_an_amount": (
        "not_an_amount",
        text("A decimal number as a text is expected here."),
        text('Send a string such as "12.50", with at most two decimals and no separators.'),
    ),
    "not_a_choice": (
        "not_a_choice",
        text("This is none of the possible values."),
        text("One of: {words}."),
    ),
}


def check(body: dict[str, Any]) -> None:
    """Raises a 422 problem for an unknown type, a missing part or a wrong answer."""
    kind = known_types().get(body["type"])
    if kind is None:
        raise invalid(
            Fault(
                "unknown_case_type",
                "There is no such case type.",
                "One of: {words}.",
                "/type",
                values={"words": ", ".join(sorted(known_types()))},
            )
        )
    found = [*_missing_parts(kind, body), *_wrong_answers(kind, body.get("answers", {}))]
    if found:
        raise invalid(*found)


def check_other_case(tenant: str, body: dict[str, Any]) -> None:
    """Raises a 422 problem when the case that this one is about does not exist."""
    if "of_case" in body and not case_exists(tenant, body["of_case"]):
        raise invalid(
            Fault("unknown_case", "There is no such case.", "Send the id of a case of yours.", "/of_case")
        )


def _missing_parts(kind: CaseType, body: Mapping[str, Any]) -> Iterator[Fault]:
    for name, detail in _PARTS.items():
        if getattr(kind.requires, name) and not body.get(name):
            yield _missing(f"/{name}", detail)
    there = {party["role"] for party in body.get("parties", ())}
    for role in kind.requires.parties:
        if role not in there:
            yield _missing(
                "/parties", text("Cases of this type need a party with the role {role}."), role=role
            )


def _wrong_answers(kind: CaseType, answers: Mapping[str, str]) -> Iterator[Fault]:
    choices = {ask.name: ", ".join(ask.choices) for ask in kind.asks}
    for name, fault in faults(kind.asks, answers):
        code, detail, remedy = _ANSWERS[fault]
        values = {"most": MOST_CHARACTERS, "words": choices.get(name, "")}
        yield Fault(code, detail, remedy, f"/answers/{name}", values=values)


def _missing(pointer: str, detail: str, **values: object) -> Fault:
    return Fault("required", detail, "Add it.", pointer, values=values)
