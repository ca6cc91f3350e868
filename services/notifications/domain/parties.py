"""Who the parties of a case are, by reference: what writing to somebody by role needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from shared.contracts.cases import CaseOpened
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need
from shared.contracts.notifying import CasePartiesChanged
from shared.contracts.values import PartyRef


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseParties:
    """id: the case. refs: references into the vault by role, the first where several have one role."""

    id: str
    tenant: str
    refs: Mapping[str, str]


def parties_of(message: CaseOpened, moment: Moment) -> CaseParties:
    return CaseParties(id=message.case, tenant=moment.tenant, refs=_by_role(message.parties))


def needed(message: CasePartiesChanged, _moment: Moment) -> Iterable[Need]:
    return (Key(CaseParties, message.case),)


def change(message: CasePartiesChanged, known: Known, moment: Moment) -> Decision:
    """Whoever has the role now is written to from now on, also with what still waits."""
    refs = _by_role(message.parties)
    before = known.get(CaseParties, message.case)
    if before is None:
        return Decision(save=(CaseParties(id=message.case, tenant=moment.tenant, refs=refs),))
    return NOTHING if before.refs == refs else Decision(save=(replace(before, refs=refs),))


def _by_role(parties: tuple[PartyRef, ...]) -> dict[str, str]:
    return {party.role: party.ref for party in reversed(parties)}
