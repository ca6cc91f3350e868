"""The front office mends a case: further documents, or other parties and lines."""

from typing import Any

from services.intake.domain import announcing, tasks_of_case
from services.intake.domain.actions import ACTIONS
from services.intake.domain.amount import gross_of, gross_of_amounts
from services.intake.domain.asking import advance, ask
from services.intake.domain.case import IN_FLIGHT, NOT_ASKED, Case
from services.intake.domain.case_type import CaseTypes
from services.intake.domain.finding_case import case_of
from services.intake.domain.shape import Brought, Missing, problems
from services.intake.domain.turn import Turn
from shared.contracts.cases import CorrectCase
from shared.contracts.decision import Decision, Known, Moment, refused
from shared.contracts.quick import replace
from shared.contracts.values import DocumentRef

BOUND = Missing(
    "",
    "Lines, parties, amounts and answers cannot be changed any more, since stock, payment, books or shipment were "
    "asked for: send documents only, or cancel the case and submit a new one.",
    "Les lignes, les parties, les montants et les réponses ne peuvent plus changer, car le stock, le paiement, la "
    "comptabilité ou l’expédition ont été sollicités : envoyez seulement des pièces, ou annulez le dossier et "
    "déposez-en un nouveau.",
)

MOST_DOCUMENTS = 500
TOO_MANY = Missing(
    "/documents",
    f"A case can have {MOST_DOCUMENTS} documents at most: send fewer, or cancel the case and submit a new one.",
    f"Un dossier peut avoir {MOST_DOCUMENTS} pièces au plus : envoyez-en moins, ou annulez le dossier et "
    "déposez-en un nouveau.",
)

TOO_LATE = refused(
    "correction_too_late",
    "The case has come to its end, or is about to: it takes no correction any more.",
    "Submit a new case.",
)
NOT_ASKED_FOR = refused(
    "correction_not_asked_for",
    "Nothing of this case is to be mended at present.",
    "Send a correction once the case has the status needs_correction, or while its documents are being checked.",
)


class Correcting:
    """Takes a correction over and has the case checked again in a new round. One that nobody asked for, or
    that comes too late, only stands in the timeline; one that cannot be taken over is answered with what is
    still wanted."""

    def __init__(self, types: CaseTypes) -> None:
        self._types = types

    def decide(self, message: CorrectCase, known: Known, moment: Moment) -> Decision:
        case = case_of(message.case, known)
        turn = Turn(case, self._types.of_case(case.type, case.type_version), moment, message.actor)
        if turn.is_ending:
            turn.note("correction_too_late")
            turn.answer = TOO_LATE
        elif not _is_open_to_correction(turn):
            turn.note("correction_not_asked_for")
            turn.answer = NOT_ASKED_FOR
        else:
            _take_over(turn, message)
        return turn.decision()


def _is_open_to_correction(turn: Turn) -> bool:
    """Something is to be mended, or is being checked at this moment."""
    return any(
        turn.steps[kind.name].state == "needs_correction"
        or (ACTIONS[kind.action].repeats and turn.steps[kind.name].state in IN_FLIGHT)
        for kind in turn.type.steps
    )


def _take_over(turn: Turn, message: CorrectCase) -> None:
    wrong = _problems(turn, message)
    if wrong:
        en, fr = tuple(item.en for item in wrong), tuple(item.fr for item in wrong)
        turn.note("correction_not_taken")
        turn.answer = refused(
            "correction_not_taken",
            " ".join(en),
            "Send another correction that mends this.",
            wrong[0].where,
            detail_fr=" ".join(fr),
        )
        turn.tell(announcing.needs_correction(turn.case, en, fr))
        return
    turn.case = replace(_merged(turn.case, message), changed_by=message.actor.id)
    turn.note("correction_taken", details={"round": str(turn.case.round)})
    if message.parties is not None:
        turn.tell(announcing.parties_changed(turn.case))
    for kind in turn.type.steps:
        state = turn.steps[kind.name].state
        if state == "needs_correction":
            tasks_of_case.correction(turn, kind, "done")
        if ACTIONS[kind.action].repeats and state != "pending":
            turn.settle(kind.name)
            ask(turn, kind)
        elif state == "needs_correction":
            turn.settle(kind.name)
            turn.steps[kind.name] = NOT_ASKED
    advance(turn)


def _problems(turn: Turn, message: CorrectCase) -> tuple[Missing, ...]:
    """What stands against this correction, or would be wrong after it."""
    case = turn.case
    lines = case.lines if message.lines is None else message.lines
    parties = case.parties if message.parties is None else message.parties
    vat = case.vat if message.vat is None else message.vat
    brought = Brought(
        lines=lines,
        customer=bool(case.customer),
        roles={party.role for party in parties},
        supplier=bool(case.supplier),
        vat=vat,
        of_case=bool(case.of_case),
        answers=case.answers | (message.answers or {}),
    )
    found = problems(turn.type, brought)
    if _changes_content(message) and _is_bound(turn):
        found = (BOUND, *found)
    documents = merged_documents(case.documents, message.documents, case.faulty)
    return (TOO_MANY, *found) if len(documents) > MOST_DOCUMENTS else found


def _changes_content(message: CorrectCase) -> bool:
    parts = (message.lines, message.parties, message.vat, message.answers)
    return any(part is not None for part in parts)


def _is_bound(turn: Turn) -> bool:
    return any(ACTIONS[k.action].binds and turn.steps[k.name].asked_at is not None for k in turn.type.steps)


def _merged(case: Case, message: CorrectCase) -> Case:
    """The case with the correction in it. The totals that were given for lines go with their lines."""
    changes: dict[str, Any] = {
        "documents": merged_documents(case.documents, message.documents, case.faulty),
        "round": case.round + 1,
        "wanted_en": (),
        "wanted_fr": (),
        "faulty": (),
    }
    if message.parties is not None:
        changes["parties"] = message.parties
    if message.answers is not None:
        changes["answers"] = case.answers | message.answers
    if message.vat is not None:
        changes.update(vat=message.vat, totals=message.totals)
        if not case.lines and not message.lines:
            changes["gross"] = gross_of_amounts(message.vat)
    if message.lines is not None:
        changes.update(lines=message.lines, gross=gross_of(message.lines), totals=message.totals)
    elif message.totals is not None:
        changes["totals"] = message.totals
    return replace(case, **changes)


def merged_documents(
    held: tuple[DocumentRef, ...], further: tuple[DocumentRef, ...], faulty: tuple[str, ...]
) -> tuple[DocumentRef, ...]:
    """What a case has after a correction. A new document takes the place of faulty ones of its kind; the same
    document again takes its new kind; sound documents stay."""
    ids = {item.document for item in further}
    kinds = {item.kind for item in further}
    kept = (
        item
        for item in held
        if item.document not in ids and not (item.document in faulty and item.kind in kinds)
    )
    unique = {item.document: item for item in further}
    return (*kept, *unique.values())
