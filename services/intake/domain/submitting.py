"""A front office hands over a case."""

from decimal import Decimal

from services.intake.domain import announcing
from services.intake.domain.amount import ZERO, gross_of, gross_of_amounts
from services.intake.domain.asking import advance
from services.intake.domain.case import NOT_ASKED, Case
from services.intake.domain.case_type import CaseType, CaseTypes, unknown_type
from services.intake.domain.finding_case import case_of
from services.intake.domain.likeness import Likeness, likeness_key
from services.intake.domain.number_series import NumberSeries, next_number, series_id
from services.intake.domain.shape import Brought, Missing, problems, unusable
from services.intake.domain.turn import Turn
from shared.contracts.cases import SubmitCase
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need, done, refused
from shared.contracts.message import partition_of
from shared.contracts.values import Actor


def _series_id(message: SubmitCase, moment: Moment) -> str:
    return series_id(moment.tenant, message.received_at.year, partition_of(moment.tenant, message))


class Submitting:
    """Opens a case and asks for its first steps, or refuses it with reasons when it cannot be worked on."""

    def __init__(self, types: CaseTypes) -> None:
        self._types = types

    def needed(self, message: SubmitCase, moment: Moment) -> tuple[Need, ...]:
        keys: list[Need] = [Key(Case, message.case), Key(NumberSeries, _series_id(message, moment))]
        if message.of_case:
            keys.append(Key(Case, message.of_case, named=True))
        likeness = self._likeness(message, moment)
        return (*keys, likeness) if likeness else tuple(keys)

    def _likeness(self, message: SubmitCase, moment: Moment) -> Key[Likeness] | None:
        """Only for the types that look for cases handed over twice."""
        kind = self._types.newest(message.type)
        if kind is None or kind.alike_within is None or unusable(message.lines):
            return None
        return likeness_key(moment.tenant, message, _gross(message))

    def decide(self, message: SubmitCase, known: Known, moment: Moment) -> Decision:
        if known.get(Case, message.case) is not None:
            return NOTHING
        kind = self._types.newest(message.type)
        wrong = _problems(message, kind, known)
        kind = kind or unknown_type(message.type)
        number, series = _numbered(message, kind, known, moment)
        case = _opened(message, kind, number, moment, _gross(message) if not wrong else ZERO)
        turn = Turn(case, kind, moment, Actor(kind="client", id=message.client))
        turn.note("case_opened", details={"type": message.type, "number": number})
        turn.tell(announcing.opened(case))
        if wrong:
            turn.note("case_refused")
            reason = " ".join(item.en for item in wrong)
            turn.tell(announcing.refused(case, "", reason))
            turn.end("refused")
            turn.answer = refused(
                "case_refused",
                reason,
                "Submit a new case that has all of this.",
                detail_fr=" ".join(item.fr for item in wrong),
            )
            return turn.decision(series)
        likeness = self._flag(turn, message, known)
        advance(turn)
        turn.answer = done(number=number)
        return turn.decision(series, *likeness)

    def _flag(self, turn: Turn, message: SubmitCase, known: Known) -> tuple[Likeness, ...]:
        """A case that looks like one handed over twice is told as such, and goes on: a person may know better."""
        key, within = self._likeness(message, turn.moment), turn.type.alike_within
        if key is None or within is None:
            return ()
        case, earlier = turn.case, known.get(Likeness, key.id)
        if earlier is not None and case.opened_at - earlier.at <= within:
            details = {"case": earlier.case, "number": earlier.number}
            turn.change(alike=earlier.case)
            turn.note("likeness_found", details=details)
            turn.tell(announcing.progressed(turn.case, "likeness_found", details))
        return (Likeness(id=key.id, tenant=case.tenant, case=case.id, number=case.number, at=case.opened_at),)


def _gross(message: SubmitCase) -> Decimal:
    """What the lines come to; or, of what has none, the amounts by VAT rate."""
    return gross_of(message.lines) if message.lines else gross_of_amounts(message.vat)


def _problems(message: SubmitCase, kind: CaseType | None, known: Known) -> list[Missing]:
    if kind is None:
        return [_unknown_type(message.type)]
    brought = Brought(
        lines=message.lines,
        customer=bool(message.customer),
        roles={party.role for party in message.parties},
        supplier=bool(message.supplier),
        vat=message.vat,
        of_case=bool(message.of_case),
        answers=message.answers,
    )
    found = [*problems(kind, brought)]
    if message.of_case and kind.requires.of_case:
        other = case_of(message.of_case, known)
        if other.type not in kind.requires.of_case:
            found.append(_other_type(kind, other.type))
    return found


def _unknown_type(name: str) -> Missing:
    return Missing(
        "/type",
        f"The case type {name} is not known: use one that the interface lists.",
        f"Le type de dossier {name} n’est pas connu : utilisez l’un de ceux que l’interface énumère.",
    )


def _other_type(kind: CaseType, other: str) -> Missing:
    wanted = ", ".join(kind.requires.of_case)
    return Missing(
        "/of_case",
        f"A case of type {kind.name} cannot be about one of type {other}: name one of type {wanted}.",
        f"Un dossier de type {kind.name} ne peut concerner un dossier de type {other} : "
        f"indiquez-en un de type {wanted}.",
    )


def _numbered(message: SubmitCase, kind: CaseType, known: Known, moment: Moment) -> tuple[str, NumberSeries]:
    id = _series_id(message, moment)
    series = known.get(NumberSeries, id) or NumberSeries(id=id, tenant=moment.tenant)
    return next_number(series, kind.prefix, message.received_at.year, partition_of(moment.tenant, message))


def _opened(message: SubmitCase, kind: CaseType, number: str, moment: Moment, gross: Decimal) -> Case:
    return Case(
        id=message.case,
        tenant=moment.tenant,
        number=number,
        type=message.type,
        type_version=kind.version,
        client=message.client,
        reference=message.reference,
        priority=message.priority,
        status="open",
        currency=message.currency,
        customer=message.customer,
        payment_terms=message.payment_terms,
        warehouse=message.warehouse,
        tags=message.tags,
        parties=message.parties,
        documents=message.documents,
        lines=message.lines,
        totals=message.totals,
        gross=gross,
        round=1,
        steps={step.name: NOT_ASKED for step in kind.steps},
        entries=0,
        opened_at=message.received_at,
        changed_at=moment.now,
        supplier=message.supplier,
        vat=message.vat,
        of_case=message.of_case,
        answers=message.answers,
        changed_by=message.client,
    )
