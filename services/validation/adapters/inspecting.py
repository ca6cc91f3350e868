"""The performer of inspections: has the files and identifiers of many cases checked in one call."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.validation.adapters.identifiers.party_checks import looked_at, party_findings
from services.validation.adapters.inspector_pool import InspectorPool
from services.validation.adapters.party_data import PartyData
from services.validation.domain import party_rules
from services.validation.domain.file_rules import FILE_RULES, MISSING, NOT_INSPECTED, TOO_COSTLY
from services.validation.domain.inspect_case import InspectCase
from shared.contracts.documents import NoteInspection
from shared.contracts.message import Message
from shared.contracts.values import Finding
from shared.persistence.documents import DocumentStore, StoredDocument
from shared.runtime.performing import Done, Effort, Performer, Result, TryAgain

MOST_CASES = 16
CALL_SECONDS = 40.0
"""Once the files of a call took so long, no further case is begun; those left come again."""

CASE_SECONDS = 60.0
"""What the files of one case may take together."""

BATCH_BYTES = 16_000_000
DELAYS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)

Asked = Effort[InspectCase]
Contents = Iterator[tuple[StoredDocument, bytes | None]]
Known = Mapping[tuple[str, str], StoredDocument]
Parties = Mapping[str, Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True)
class Inspecting:
    """Answers each inspection with a NoteInspection. Raises what the databases raise: then all come again.

    time_zone: whose calendar says which day it is, for expiry dates.
    """

    documents: DocumentStore
    parties: PartyData
    pool: InspectorPool
    time_zone: ZoneInfo

    def performer(self, at_once: int) -> Performer[InspectCase]:
        """at_once: calls at the same time per tenant."""
        return Performer(
            kind=InspectCase,
            perform=self.perform,
            exhausted=not_inspected,
            delays=DELAYS,
            time_limit=timedelta(seconds=CALL_SECONDS + 2 * CASE_SECONDS),
            most=MOST_CASES,
            at_once=at_once,
        )

    def perform(self, efforts: Sequence[Asked]) -> Sequence[Result]:
        """One result per effort, in order."""
        known, parties = self._described(efforts), self._parties(efforts)
        wanted = [document for effort in efforts for document in _documents(effort, known)]
        contents = self.documents.contents(wanted, BATCH_BYTES)
        results: list[Result] = []
        used = 0.0
        for effort in efforts:
            if used > CALL_SECONDS:
                results.append(TryAgain("the cases before it took the time", timedelta(seconds=1)))
                continue
            documents = _documents(effort, known)
            of_files, seconds = self._of_files(documents, contents)
            used += seconds
            results.append(self._result(effort, documents, of_files, parties[effort.tenant]))
        return results

    def _described(self, efforts: Sequence[Asked]) -> Known:
        ids: defaultdict[str, set[str]] = defaultdict(set)
        for effort in efforts:
            ids[effort.tenant].update(ref.document for ref in effort.what.documents)
        return {
            (tenant, id): document
            for tenant, wanted in ids.items()
            if wanted
            for id, document in self.documents.describe(tenant, wanted).items()
        }

    def _parties(self, efforts: Sequence[Asked]) -> Parties:
        refs: defaultdict[str, set[str]] = defaultdict(set)
        for effort in efforts:
            refs[effort.tenant].update(ref.ref for _, ref in looked_at(effort.what))
        return {tenant: self.parties.read(tenant, wanted) for tenant, wanted in refs.items()}

    def _of_files(
        self, documents: Sequence[StoredDocument], contents: Contents
    ) -> tuple[list[Finding], float]:
        """The findings on a case's files, and the seconds it took without waiting for a free program."""
        findings: list[Finding] = []
        used = 0.0
        for _ in documents:
            document, data = next(contents)
            where = f"document:{document.id}"
            if data is None:
                findings.append(MISSING.at(where))
            elif used >= CASE_SECONDS:
                findings.append(TOO_COSTLY.at(where))
            else:
                signs, seconds = self.pool.inspect(data, document.declared_type, CASE_SECONDS - used)
                used += seconds
                findings.extend(FILE_RULES[rule].at(where, **details) for rule, details in signs)
        return findings, used

    def _result(
        self,
        effort: Asked,
        documents: Sequence[StoredDocument],
        of_files: Sequence[Finding],
        parties: Mapping[str, Mapping[str, Any]],
    ) -> Result:
        sha256 = {document.id: document.sha256 for document in documents}
        wanted = dict.fromkeys(ref.document for ref in effort.what.documents)
        findings = (
            *(MISSING.at(f"document:{id}") for id in wanted if id not in sha256),
            *of_files,
            *_of_parties(effort.what, parties, effort.now.astimezone(self.time_zone).date()),
        )
        note = f"{len(documents)} documents, {len(findings)} findings"
        return Done((_noted(effort.what, findings, sha256),), note)


def _documents(effort: Asked, known: Known) -> list[StoredDocument]:
    """Each document once, in the case's order; those that the tenant does not have are left out, and those that
    another case took after the door had looked."""
    ids = dict.fromkeys(ref.document for ref in effort.what.documents)
    found = [known[effort.tenant, id] for id in ids if (effort.tenant, id) in known]
    return [document for document in found if document.case in (None, effort.what.case)]


def _of_parties(
    what: InspectCase, parties: Mapping[str, Mapping[str, Any]], today: date
) -> Iterator[Finding]:
    for place, ref in looked_at(what):
        party = parties.get(ref.ref)
        if party is None:
            yield party_rules.ERASED.at(f"/parties/{place}")
        else:
            where = f"/parties/{place}"
            yield from party_findings(party, ref.holds, where, what.checks, today, what.settings)


def _noted(what: InspectCase, findings: tuple[Finding, ...], sha256: dict[str, str]) -> NoteInspection:
    return NoteInspection(case=what.case, step=what.step, round=what.round, findings=findings, sha256=sha256)


def not_inspected(effort: Asked, _why: str) -> tuple[Message, ...]:
    """The inspection failed for hours: say so, rather than leave the case standing."""
    return (_noted(effort.what, (NOT_INSPECTED.at("/documents"),), {}),)
