"""How decisions come by the case that their message is about."""

from typing import Any

from services.intake.domain.case import Case
from shared.contracts.decision import Key, Known, Moment
from shared.contracts.errors import NotYetError


def needs_case(message: Any, _moment: Moment) -> tuple[Key[Case], ...]:
    return (Key(Case, message.case),)


def case_of(id: str, known: Known) -> Case:
    """Raises NotYetError when the message has overtaken the submission of its case."""
    case = known.get(Case, id)
    if case is None:
        raise NotYetError(f"case {id} is not known yet")
    return case
