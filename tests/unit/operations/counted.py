"""A bench with operations on it, told of cases; and figures recounted from the stories of cases."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from services.operations.domain.case_counts import CaseCounts, CasesInAll
from services.operations.domain.comparing import differences, together
from services.operations.domain.recount import Happened, Recount
from services.operations.service import room
from services.operations.settings import Settings
from shared.contracts.cases import CaseEnded, CaseOpened
from shared.contracts.values import StepTime
from tests.support.deciding import START, Deciding
from tests.unit.intake.desk import Desk


class Counts(Deciding):
    def __init__(self, **environ: str) -> None:
        super().__init__(room(environ))

    def of(self, period: str, type: str = "sales_order", tenant: str = "acme") -> CaseCounts:
        """Of all lanes together."""
        return together(self.all(CaseCounts))[(tenant, type, period)]

    @property
    def waiting(self) -> int:
        return sum(one.begun - one.ended for one in self.all(CasesInAll))


def an_opened(number: int = 1, at: datetime = START, **changes: Any) -> CaseOpened:
    values: dict[str, Any] = {
        "case": f"case_{number}",
        "client": "shop",
        "number": f"2026-{number}",
        "type": "sales_order",
        "reference": "R",
        "opened_at": at,
    }
    return CaseOpened(**values | changes)


def an_ended(
    number: int = 1, after: timedelta = timedelta(hours=1), began_at: datetime = START, **changes: Any
) -> CaseEnded:
    values: dict[str, Any] = {
        "case": f"case_{number}",
        "type": "sales_order",
        "outcome": "closed",
        "began_at": began_at,
        "ended_at": began_at + after,
        "late": False,
        "corrected": False,
    }
    return CaseEnded(**values | changes)


def a_time(step: str, worked: int = 0, waited: int = 0) -> StepTime:
    return StepTime(step=step, worked=worked, waited=waited)


def figures_amiss(desk: Desk) -> Iterator[str]:
    """Where operations, told of the desk's case, counts otherwise than its timeline says."""
    counts, case = Counts(), desk.case
    counts.tell(next(message for message in desk.sent_messages if isinstance(message, CaseOpened)))
    for message in desk.counted:
        counts.tell(message)
    recount = Recount(Settings.read({}).zones.of)
    recount.told(case.tenant, case.type, case.opened_at, happened(desk.entries()))
    return differences(recount, counts.all(CaseCounts), counts.all(CasesInAll))


def happened(entries: Iterable[Any]) -> list[Happened]:
    """The facts of a case's timeline entries, which are in order."""
    return [Happened(one.at, fact.what, fact.step) for one in entries for fact in one.facts]
