"""At the end the ledger is held against the databases, the partners' records and the failed stores."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from infra.local.house import clone
from services.accounting.domain.invoice import Invoice
from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.syncing import EntrySync
from services.intake.domain.case import FINAL, Case
from services.intake.domain.timeline import TimelineEntry
from services.logistics.domain.stock_item import StockItem
from services.notifications.domain.delivery import Delivery
from tests.faults.evidence import RealEvidence
from tests.faults.flow import SERVICES
from tests.faults.ledger import Ledger
from tests.faults.stage import Stage

_MOST_SHOWN = 5
LISTENER = "shop"
"""The tenant whose subscription wants every event."""


@dataclass(slots=True)
class Verdict:
    """violations: in words, empty when all holds; counts: what there was to hold."""

    violations: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def judge(stage: Stage, ledger: Ledger) -> Verdict:
    """Call at rest."""
    evidence = RealEvidence(stage, ledger)
    verdict = Verdict(counts=_counted(stage, ledger, evidence))
    verdict.violations += evidence.broken()
    checks: tuple[Callable[[], Iterator[str]], ...] = (
        lambda: _ledger(ledger, evidence),
        lambda: _steps(evidence),
        lambda: _sums(evidence),
        lambda: _erp(stage, evidence),
        lambda: _webhooks(stage, evidence),
        lambda: _failed(stage),
        lambda: _checked(stage),
    )
    for own in checks:
        found = list(own())
        verdict.violations += found[:_MOST_SHOWN]
        if len(found) > _MOST_SHOWN:
            verdict.violations.append(f"... and {len(found) - _MOST_SHOWN} more like the last one")
    return verdict


def _counted(stage: Stage, ledger: Ledger, evidence: RealEvidence) -> dict[str, int]:
    cases = Counter(f"cases {case.status}" for case in evidence.all("intake", Case))
    return {
        "cases accepted": len(evidence.cases),
        **dict(sorted(cases.items())),
        "payments": len(ledger.payments),
        "goods receipts": len(ledger.receipts),
        **dict(
            sorted(Counter(f"cases of type {case.type}" for case in evidence.all("intake", Case)).items())
        ),
        "invoices": len(evidence.all("accounting", Invoice)),
        "journal entries": len(evidence.all("accounting", JournalEntry)),
        "bookings in the ERP": len(stage.erp.books.listing()),
        "ERP calls repeated under their key": stage.erp.books.counted().get("repeated", 0),
        "notifications": len(evidence.all("notifications", Delivery)),
        "webhooks received": len(stage.receiver.received),
    }


def _ledger(ledger: Ledger, evidence: RealEvidence) -> Iterator[str]:
    """What was accepted is there, and nothing else is."""
    known = {case.id for case in evidence.all("intake", Case)}
    yield from (f"case {id} was accepted and is lost" for id in sorted(ledger.cases.keys() - known))
    yield from (f"case {id} is there and was never accepted" for id in sorted(known - ledger.cases.keys()))
    yield from (f"a client that kept asking never got through: {words}" for words in ledger.given_up)
    yield from (f"strange answer: {words}" for words in ledger.strange)


def _steps(evidence: RealEvidence) -> Iterator[str]:
    """Each step of a case was done once, unless it was taken back or opened again in between; each case began once, and
    ended once more than it was opened again."""
    opened_again = {case.id: case.reopened for case in evidence.all("intake", Case)}
    done: Counter[tuple[str, str, str]] = Counter()
    for entry in evidence.all("intake", TimelineEntry):
        for fact in entry.facts:
            done[entry.case, fact.what, fact.step] += 1
    for (case, what, step), times in done.items():
        once = what in ("case_opened", "case_closed", "case_cancelled", "case_refused", "step_done")
        again = 0 if what == "case_opened" else opened_again[case]
        if once and times > 1 + again + done[case, "step_revoked", step]:
            yield f"{what} {step} of {case} {times} times"


def _sums(evidence: RealEvidence) -> Iterator[str]:
    for entry in evidence.all("accounting", JournalEntry):
        debit, credit = sum(line.debit for line in entry.lines), sum(line.credit for line in entry.lines)
        if debit != credit or not debit:
            yield f"entry {entry.number}: {debit} debit, {credit} credit"
    invoiced = Counter((invoice.kind, invoice.case) for invoice in evidence.all("accounting", Invoice))
    yield from (f"{case} has {times} of {kind}" for (kind, case), times in invoiced.items() if times > 1)
    for item in evidence.all("logistics", StockItem):
        if not 0 <= item.reserved <= item.on_hand:
            yield f"oversold: {item}"


def _erp(stage: Stage, evidence: RealEvidence) -> Iterator[str]:
    """The ERP has each entry, as the journal has it, once, and nothing else; accounting knows so."""
    booked = Counter(booking["idempotency_key"] for booking in stage.erp.books.listing())
    entries = {entry.id: entry for entry in evidence.all("accounting", JournalEntry)}
    syncs = {sync.id: sync for sync in evidence.all("accounting", EntrySync)}
    for id, entry in entries.items():
        state = syncs[id].state if id in syncs else "never noted"
        if (booked[id], state) != (1, "sent"):
            yield f"entry {entry.number} was booked {booked[id]} times by the ERP, and is {state}"
    yield from (f"the ERP booked {id}, which no journal has" for id in booked.keys() - entries.keys())


def _webhooks(stage: Stage, evidence: RealEvidence) -> Iterator[str]:
    """Each notification arrived at least once under its id; beginning and end of each case were told, once each."""
    came = {one.id for one in stage.receiver.received if 200 <= one.answered < 300}
    deliveries: list[Delivery] = evidence.all("notifications", Delivery)
    yield from (
        f"{one.type} of {one.case} ({one.event}) never arrived" for one in deliveries if one.event not in came
    )
    yield from (f"a webhook {id} that nobody sent" for id in came - {one.event for one in deliveries})
    told = Counter((one.case, one.type, one.subscription) for one in deliveries)
    kinds = Counter((case, type) for case, type, _ in told)
    again = {case.id: case.reopened for case in evidence.all("intake", Case)}
    yield from (
        f"{type} of {case} was told {times} times to {subscription}"
        for (case, type, subscription), times in told.items()
        if times > 1 + again[case]
    )
    for case in evidence.all("intake", Case):
        if case.tenant != LISTENER:
            continue
        if not kinds[case.id, "case.opened"]:
            yield f"nobody was told that {case.id} was opened"
        if case.status in FINAL and not kinds[case.id, f"case.{case.status}"]:
            yield f"nobody was told that {case.id} is {case.status}"


def _failed(stage: Stage) -> Iterator[str]:
    for service in SERVICES:
        for failed in stage.mongo[f"coulisse_{service}"].failed.find({"state": "failed"}):
            yield (
                f"{service} gave up {failed['type']} {failed['_id']}: {failed['error']} {failed['reason'][:200]}"
            )


def _checked(stage: Stage) -> Iterator[str]:
    """The product's own check commands find nothing."""
    for service in ("accounting", "logistics"):
        command = (sys.executable, "-m", f"services.{service}.check")
        environment = {**os.environ, "MONGODB_URL": stage.servers.mongodb_url}
        told = subprocess.run(
            command, cwd=clone(), env=environment, capture_output=True, text=True, check=False
        )
        if told.returncode:
            yield f"services.{service}.check ended with {told.returncode}: {(told.stdout + told.stderr)[-1500:]}"
