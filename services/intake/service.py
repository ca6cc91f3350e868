"""The nameko service: its name and the table message -> decision."""

from collections.abc import Mapping
from typing import Any

from services.intake.adapters.case_type_files import load_case_types
from services.intake.adapters.french_calendar import french_calendar
from services.intake.collections import COLLECTIONS
from services.intake.domain import reporting, submitting
from services.intake.domain.actions import ACTIONS
from services.intake.domain.answering import Answering
from services.intake.domain.cancelling import Cancelling
from services.intake.domain.case_type import CaseTypes
from services.intake.domain.changing import Changing
from services.intake.domain.comment import Commenting
from services.intake.domain.correcting import Correcting
from services.intake.domain.finding_case import needs_case
from services.intake.domain.reminding import Reminding
from services.intake.settings import Settings
from shared.contracts.accounts import PaymentReceived
from shared.contracts.cases import (
    CancelCase,
    ChangeCase,
    CommentCase,
    CorrectCase,
    RemindCase,
    SubmitCase,
)
from shared.contracts.decision import Row, on
from shared.contracts.stock import ParcelMoved
from shared.runtime.nameko_host import Runs
from shared.runtime.room import Room


def room(environ: Mapping[str, str]) -> Room:
    """Everything the runtime needs to know of intake. Raises CaseTypesError when a case type cannot be
    used."""
    settings = Settings.read(environ)
    types = load_case_types(settings.case_types, french_calendar(settings.zones.of))
    return Room("intake", COLLECTIONS, table(types))


def table(types: CaseTypes) -> tuple[Row[Any], ...]:
    """What becomes of each message. The answers are those that the actions listen to."""
    answering, report = Answering(types), reporting.Reporting(types)
    events = dict.fromkeys(event for action in ACTIONS.values() for event in action.answers)
    return (
        on(SubmitCase, submitting.Submitting(types).decide, needs=submitting.needed),
        on(CorrectCase, Correcting(types).decide, needs=needs_case),
        on(CancelCase, Cancelling(types).decide, needs=needs_case),
        on(CommentCase, Commenting(types).decide, needs=needs_case),
        on(ChangeCase, Changing(types).decide, needs=needs_case),
        on(RemindCase, Reminding(types).decide, needs=needs_case),
        on(PaymentReceived, report.payment, needs=reporting.payment_needed),
        on(ParcelMoved, report.parcel, needs=reporting.parcel_needed),
        *(on(event, answering.decide, needs=needs_case) for event in events),
    )


class Intake:
    """Owns the case and decides its next step."""

    name = "intake"
    runs = Runs(room)
