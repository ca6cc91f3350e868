"""What is held of persons, as it is told to whoever answers them (GDPR article 15)."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields

from gateway.answering import cursors
from gateway.house import House
from gateway.schemas.persons import PersonData
from shared.security.vault import Held

_PREFIX = "pty_"
_DATA = PersonData()
_MOST_LOOKED_AT = 1_000
"""Persons that one search looks at: beyond them, the next page goes on."""


def holding(house: House, tenant: str, person: str) -> Held | None:
    """What is held of one person, who may be erased; None when this tenant has none of this reference."""
    if not person.startswith(_PREFIX):
        return None  # the vault also has the words of comments
    return house.vault.held(tenant, [person]).get(person)


def search(house: House, tenant: str, body: Mapping[str, Any]) -> tuple[list[Held], str | None]:
    """The persons of the latest `limit` cases of whom all of this is known, and the cursor of the next page.

    Each case has persons of its own: who bought three times is held three times. A case is on one page whole."""
    before = cursors.place(body.get("cursor"))
    found = house.vault.find(tenant, body["party"], before=before, limit=_MOST_LOOKED_AT)
    subjects = list(dict.fromkeys(subject for subject, _ in found))
    more = len(found) == _MOST_LOOKED_AT
    if more and len(subjects) > 1:
        subjects.pop()  # there may be more persons of this case
    page = subjects[: body["limit"]]
    known = house.vault.held(tenant, [ref for subject, ref in found if subject in page])
    held = [known[ref] for subject, ref in found if subject in page and ref in known]
    return held, cursors.cursor(page[-1]) if more or len(subjects) > len(page) else None


def shown(held: Held) -> dict[str, Any]:
    """As it is told, without the data."""
    return {
        "id": held.ref,
        "case": held.subject,
        "held": "nothing" if held.data is None else "all" if held.erased_at is None else "for_invoices",
        "erased_at": held.erased_at,
        "erased_by": {"kind": held.erased_by.kind, "id": held.erased_by.id} if held.erased_by else None,
        "kept_until": held.kept_until,
    }


def disclosed(held: Held) -> dict[str, Any]:
    """As it is told, with all that is known."""
    return shown(held) | {"data": None if held.data is None else _whole(held.data, _DATA)}


def _whole(data: Mapping[str, Any], shape: Schema) -> dict[str, Any]:
    """With null for what was not told."""
    return {
        name: _whole(data[name], field.schema)
        if isinstance(field, fields.Nested) and name in data
        else data.get(name)
        for name, field in shape.fields.items()
    }
