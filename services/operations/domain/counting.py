"""What becomes of key figures when a case comes in, is over, or begins anew.

A batch's messages change what they count in one after the other, and it is written once: see
infra/decisions/0024-figures-as-they-happen.md.
"""

from collections.abc import Callable
from datetime import datetime, tzinfo
from functools import partial

from services.operations.domain.case_counts import (
    CaseCounts,
    CasesInAll,
    Ended,
    counts_id,
    empty_counts,
    in_all_id,
    periods_of,
    with_ended,
)
from shared.contracts.cases import CaseEnded, CaseOpened, CaseReopened
from shared.contracts.decision import Decision, Key, Known, Moment, Need
from shared.contracts.quick import replace

Counted = CaseOpened | CaseEnded | CaseReopened


class Counting:
    """zone_of: by whose clock an organisation's day ends."""

    def __init__(self, zone_of: Callable[[str], tzinfo]) -> None:
        self._zone_of = zone_of

    def needed(self, message: Counted, moment: Moment) -> tuple[Need, ...]:
        by_period = (
            Key(CaseCounts, counts_id(moment.tenant, message.type, period, moment.lane))
            for period in self._periods(message, moment)
        )
        return (*by_period, Key(CasesInAll, in_all_id(moment.tenant, message.type, moment.lane)))

    def opened(self, message: CaseOpened, known: Known, moment: Moment) -> Decision:
        return self._counted(message, known, moment, _received, begun=1)

    def ended(self, message: CaseEnded, known: Known, moment: Moment) -> Decision:
        over = Ended(
            outcome=message.outcome,
            began_at=message.began_at,
            ended_at=message.ended_at,
            late=message.late,
            corrected=message.corrected,
            steps=message.steps,
        )
        return self._counted(message, known, moment, partial(with_ended, ended=over), ended=1)

    def reopened(self, message: CaseReopened, known: Known, moment: Moment) -> Decision:
        return self._counted(message, known, moment, _reopened, begun=1)

    def _counted(
        self,
        message: Counted,
        known: Known,
        moment: Moment,
        add: Callable[[CaseCounts], CaseCounts],
        *,
        begun: int = 0,
        ended: int = 0,
    ) -> Decision:
        tenant, type, lane = moment.tenant, message.type, moment.lane
        by_period = []
        for period in self._periods(message, moment):
            held = known.get(CaseCounts, counts_id(tenant, type, period, lane))
            by_period.append(add(held or empty_counts(tenant, type, period, lane)))
        id = in_all_id(tenant, type, lane)
        in_all = known.get(CasesInAll, id) or CasesInAll(id=id, tenant=tenant, type=type)
        in_all = replace(in_all, begun=in_all.begun + begun, ended=in_all.ended + ended)
        return Decision(save=(*by_period, in_all))

    def _periods(self, message: Counted, moment: Moment) -> tuple[str, str]:
        at = _instant(message, moment).astimezone(self._zone_of(moment.tenant))
        return periods_of(at.date())


def _instant(message: Counted, moment: Moment) -> datetime:
    if isinstance(message, CaseEnded):
        return message.ended_at
    if isinstance(message, CaseReopened):
        return message.reopened_at
    return message.opened_at or moment.now


def _received(counts: CaseCounts) -> CaseCounts:
    return replace(counts, received=counts.received + 1)


def _reopened(counts: CaseCounts) -> CaseCounts:
    return replace(counts, reopened=counts.reopened + 1)
