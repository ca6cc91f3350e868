"""The nameko service: its name and the table message -> decision."""

from collections.abc import Mapping
from typing import Any

from services.intake.adapters.case_type_files import load_case_types
from services.intake.adapters.french_calendar import french_calendar
from services.intake.collections import COLLECTIONS
from services.intake.domain import escalating, keeping_tasks, rating, reporting, team, working
from services.intake.domain.actions import ACTIONS
from services.intake.domain.answering import Answering
from services.intake.domain.cancelling import Cancelling
from services.intake.domain.case_type import CaseTypes
from services.intake.domain.changing import Changing
from services.intake.domain.comment import Commenting
from services.intake.domain.correcting import Correcting
from services.intake.domain.finding_case import needs_case
from services.intake.domain.reminding import Reminding
from services.intake.domain.reopening import Reopening
from services.intake.domain.submitting import Submitting
from services.intake.settings import Settings
from shared.contracts.accounts import PaymentReceived
from shared.contracts.cases import (
    CancelCase,
    ChangeCase,
    CommentCase,
    CorrectCase,
    RateCase,
    RemindCase,
    ReopenCase,
    SubmitCase,
)
from shared.contracts.decision import Row, on
from shared.contracts.people import (
    ChangeTask,
    ClaimTask,
    DefineAgent,
    DefineTeam,
    FinishTask,
    KeepTask,
    ReleaseTask,
    RemindTask,
)
from shared.contracts.shipments import ParcelMoved, ShipmentDelayed
from shared.contracts.stock import ReservationExpired
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
    return (*_about_cases(types), *_about_people(types), *_answers(types))


def _about_cases(types: CaseTypes) -> tuple[Row[Any], ...]:
    submit, report = Submitting(types), reporting.Reporting(types)
    return (
        on(SubmitCase, submit.decide, needs=submit.needed),
        on(CorrectCase, Correcting(types).decide, needs=needs_case),
        on(CancelCase, Cancelling(types).decide, needs=needs_case),
        on(ReopenCase, Reopening(types).decide, needs=needs_case),
        on(CommentCase, Commenting(types).decide, needs=needs_case),
        on(ChangeCase, Changing(types).decide, needs=needs_case),
        on(RateCase, rating.RatingCases(types).decide, needs=rating.needed),
        on(RemindCase, Reminding(types).decide, needs=needs_case),
        on(PaymentReceived, report.payment, needs=reporting.payment_needed),
        on(ParcelMoved, report.parcel, needs=reporting.parcel_needed),
        on(ShipmentDelayed, report.delay, needs=reporting.delay_needed),
        on(ReservationExpired, report.expiry, needs=reporting.expiry_needed),
    )


def _about_people(types: CaseTypes) -> tuple[Row[Any], ...]:
    work, escalate = working.Working(types), escalating.Escalating(types)
    return (
        on(DefineTeam, team.define_team, needs=team.team_needed),
        on(DefineAgent, team.define_agent, needs=team.agent_needed),
        on(KeepTask, keeping_tasks.keep_task, needs=keeping_tasks.needed),
        on(ClaimTask, work.claim, needs=working.needed, then=working.then),
        on(ReleaseTask, work.release, needs=working.needed, then=working.then),
        on(ChangeTask, work.change, needs=working.needed, then=working.then),
        on(FinishTask, work.finish, needs=working.needed, then=working.then),
        on(RemindTask, escalate.decide, needs=escalating.needed, then=escalating.then),
    )


def _answers(types: CaseTypes) -> tuple[Row[Any], ...]:
    answering = Answering(types)
    events = dict.fromkeys(event for action in ACTIONS.values() for event in action.answers)
    return tuple(on(event, answering.decide, needs=needs_case) for event in events)


class Intake:
    """Owns the case and decides its next step."""

    name = "intake"
    runs = Runs(room)
