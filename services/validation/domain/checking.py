"""Checking a case: what needs no file is decided at once, the rest is asked of the inspection."""

from collections.abc import Iterable, Iterator

from services.validation.domain import catalogue
from services.validation.domain.check import Check, check_id, inspection_id
from services.validation.domain.completeness import completeness
from services.validation.domain.content_use import (
    KNOWN_ELSEWHERE,
    USED_ELSEWHERE,
    ContentUse,
    content_use_id,
    used_elsewhere,
)
from services.validation.domain.duplicates import duplicates, same_contents
from services.validation.domain.inspect_case import InspectCase
from services.validation.domain.period import period
from services.validation.domain.sandbox import asked_for, reusable
from services.validation.domain.setting import weighed
from services.validation.domain.sums import sums
from services.validation.domain.vat_amounts import vat_amounts
from shared.contracts.decision import NOTHING, Decision, Effect, Key, Known, Moment
from shared.contracts.documents import CheckDocuments, DocumentsChecked, NoteInspection
from shared.contracts.errors import NotYetError
from shared.contracts.quick import replace
from shared.contracts.values import Finding

MOST_FINDINGS = 500
"""Kept and told of one check; documents and parties are limited at the door, so this is a last wall."""

_GRAVITY = {"error": 0, "warning": 1, "info": 2}


def needed_to_check(message: CheckDocuments, _moment: Moment) -> Iterable[Key[Check]]:
    return (Key(Check, check_id(message.case, message.step)),)


def check_documents(message: CheckDocuments, known: Known, moment: Moment) -> Decision:
    """Answer at once when there is nothing to look into, otherwise ask for an inspection."""
    catalogue.verify(message.checks, message.settings)
    last = known.get(Check, check_id(message.case, message.step))
    if last is not None and message.round <= last.round and not is_wanted_again(message, last):
        repeated = message.round == last.round and last.state == "done"
        return Decision(send=(answer_of(last),)) if repeated else NOTHING
    check = _begun(message, moment)
    if last is not None and message.round == last.round:
        check = replace(check, waivers=last.waivers)
    what = _to_inspect(message)
    withdraw = (inspection_id(last),) if last else ()
    if what is None:
        done = replace(check, state="done", done_at=moment.now)
        return Decision(save=(done,), send=(answer_of(done),), withdraw=withdraw)
    effect = Effect(inspection_id(check), f"inspection of {moment.tenant}", what, due_at=moment.now)
    return Decision(save=(check,), effects=(effect,), withdraw=withdraw)


def is_wanted_again(message: CheckDocuments, last: Check) -> bool:
    """The same round once more, since a check that was run then has another version now."""
    outdated = last.versions != catalogue.versions_of(last.checks)
    return message.again and message.round == last.round and last.state == "done" and outdated


def _begun(message: CheckDocuments, moment: Moment) -> Check:
    return Check(
        id=check_id(message.case, message.step),
        tenant=moment.tenant,
        case=message.case,
        step=message.step,
        round=message.round,
        checks=message.checks,
        state="inspecting",
        findings=_bounded(weighed(_decided(message), message.settings)),
        asked_at=moment.now,
        settings=message.settings,
        versions=catalogue.versions_of(message.checks),
        again=message.again,
    )


def _decided(message: CheckDocuments) -> Iterator[Finding]:
    if catalogue.COMPLETENESS in message.checks:
        yield from completeness(message.required, message.documents)
    if catalogue.DUPLICATES in message.checks:
        yield from duplicates(message.documents)
    if catalogue.SUMS in message.checks:
        yield from sums(message.lines, message.totals, message.vat)
    if catalogue.VAT_AMOUNTS in message.checks:
        yield from vat_amounts(message.vat, message.settings)
    if catalogue.PERIOD in message.checks:
        yield from period(message.answers, message.settings)


def _bounded(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors first, so that a cut never makes a case acceptable."""
    return tuple(sorted(findings, key=lambda finding: _GRAVITY[finding.severity])[:MOST_FINDINGS])


def _to_inspect(message: CheckDocuments) -> InspectCase | None:
    wanted = frozenset[str]().union(*(catalogue.LOOKS_AT.get(check, ()) for check in message.checks))
    holds_wanted = any(not wanted.isdisjoint(party.holds) for party in message.parties)
    if not message.documents and not holds_wanted:
        return None
    return InspectCase(
        case=message.case,
        step=message.step,
        round=message.round,
        documents=message.documents,
        # All parties, since a finding names its party by place.
        parties=message.parties if holds_wanted else (),
        checks=message.checks,
        settings=message.settings,
    )


def needed_to_note(message: NoteInspection, moment: Moment) -> Iterable[Key[Check] | Key[ContentUse]]:
    yield Key(Check, check_id(message.case, message.step))
    for content in set(message.sha256.values()):
        yield Key(ContentUse, content_use_id(moment.tenant, content))


def note_inspection(message: NoteInspection, known: Known, moment: Moment) -> Decision:
    """Merge what the inspection found with what was decided before, and answer. Old rounds change nothing."""
    check = known.get(Check, check_id(message.case, message.step))
    if check is None:
        raise NotYetError("the inspection of a check that is not there yet")
    if message.round != check.round or check.state == "done":
        return NOTHING
    contents = message.sha256
    uses = {
        document: known.get(ContentUse, content_use_id(moment.tenant, content))
        for document, content in contents.items()
        if not reusable(moment.tenant, content)
    }
    tried = asked_for(moment.tenant, contents)
    further = weighed((*message.findings, *_of_contents(check, contents, uses)), check.settings)
    found = _bounded((*check.findings, *further, *tried))
    done = replace(check, state="done", findings=found, done_at=moment.now)
    return Decision(save=(done, *_first_uses(check, contents, uses, moment)), send=(answer_of(done),))


def _of_contents(
    check: Check, contents: dict[str, str], uses: dict[str, ContentUse | None]
) -> Iterator[Finding]:
    if catalogue.DUPLICATES in check.checks:
        yield from same_contents(
            {document: content for document, content in contents.items() if document in uses}
        )
    if catalogue.UNIQUE_CONTENT in check.checks:
        yield from used_elsewhere(check.case, uses, USED_ELSEWHERE)
    elif catalogue.KNOWN_CONTENT in check.checks:
        yield from used_elsewhere(check.case, uses, KNOWN_ELSEWHERE)


def _first_uses(
    check: Check, contents: dict[str, str], uses: dict[str, ContentUse | None], moment: Moment
) -> tuple[ContentUse, ...]:
    if not {catalogue.UNIQUE_CONTENT, catalogue.KNOWN_CONTENT} & set(check.checks):
        return ()
    first = {
        contents[document]: document for document in sorted(uses, reverse=True) if uses[document] is None
    }
    return tuple(
        ContentUse(
            id=content_use_id(check.tenant, content),
            tenant=check.tenant,
            first_case=check.case,
            first_document=document,
            seen_at=moment.now,
        )
        for content, document in sorted(first.items())
    )


def answer_of(check: Check) -> DocumentsChecked:
    return DocumentsChecked(
        case=check.case,
        step=check.step,
        round=check.round,
        accepted=check.accepted,
        findings=check.findings,
        again=check.again,
    )
