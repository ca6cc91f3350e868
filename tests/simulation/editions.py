"""Checks that come to judge otherwise: the catalogue's versions count up, and what was judged before is marked, as the
chore of validation does it in the database (services/validation/adapters/outdated_checks.py)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from services.validation.domain import catalogue
from services.validation.domain.check import Check
from services.validation.domain.rechecking import is_outdated
from tests.simulation.store import SimulatedStore

_JUDGED_BY_FILES = ({"bad"}, {"bad", "odd"}, {"odd"})
"""By version, in turns: which documents have an error rather than a warning."""


def is_error(document: str) -> bool:
    """As the check of files judges at present."""
    judged = _JUDGED_BY_FILES[(catalogue.VERSIONS[catalogue.FILES] - 1) % len(_JUDGED_BY_FILES)]
    return any(quality in document for quality in judged)


@contextmanager
def kept_apart() -> Iterator[None]:
    """Each world begins with the versions of the product."""
    before = dict(catalogue.VERSIONS)
    try:
        yield
    finally:
        catalogue.VERSIONS.update(before)


def judge_anew(validation: SimulatedStore, now: datetime) -> None:
    """The next version of the check of files is installed."""
    catalogue.VERSIONS[catalogue.FILES] += 1
    for loaded in list(validation.entities[Check].values()):
        check = loaded.entity
        assert isinstance(check, Check)
        if check.state == "done" and check.due_at is None and is_outdated(check):
            validation.mark(replace(check, due_at=now), now)
