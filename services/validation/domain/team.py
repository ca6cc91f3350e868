"""Teams, as intake says them: who may decide what waits for a team."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment
from shared.contracts.people import TeamDefined


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team that nobody has defined is open to everybody."""

    id: str
    tenant: str
    lead: str
    members: tuple[str, ...]
    defined_at: datetime

    def has(self, person: str) -> bool:
        return person == self.lead or person in self.members


def team_key(tenant: str, team: str) -> Key[Team]:
    return Key(Team, f"{tenant}/{team}")


def needed(message: TeamDefined, moment: Moment) -> Iterable[Key[Team]]:
    return (team_key(moment.tenant, message.team),)


def note_team(message: TeamDefined, known: Known, moment: Moment) -> Decision:
    """The latest definition counts."""
    key = team_key(moment.tenant, message.team)
    held = known.get(Team, key.id)
    if held is not None and held.defined_at >= message.at:
        return NOTHING
    team = Team(
        id=key.id,
        tenant=moment.tenant,
        lead=message.lead,
        members=message.members,
        defined_at=message.at,
    )
    return Decision(save=(team,))
