"""Teams and agents: who works here, with whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, done
from shared.contracts.people import DefineAgent, DefineTeam, TeamDefined


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """members: names of clients that stand for persons; lead: one of them or not, empty for nobody; defined_at: of the
    latest definition. A team that nobody has defined is open to everybody."""

    id: str
    tenant: str
    name: str
    title_en: str
    title_fr: str
    lead: str
    members: tuple[str, ...]
    defined_at: datetime

    def has(self, person: str) -> bool:
        return person == self.lead or person in self.members


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """A person who works here. language: ISO 639-1; present: whether they are there at all."""

    id: str
    tenant: str
    name: str
    language: str
    present: bool
    defined_at: datetime


def team_key(tenant: str, team: str) -> Key[Team]:
    return Key(Team, f"{tenant}/{team}")


def agent_key(tenant: str, agent: str) -> Key[Agent]:
    return Key(Agent, f"{tenant}/{agent}")


def team_needed(message: DefineTeam, moment: Moment) -> Iterable[Key[Team]]:
    return (team_key(moment.tenant, message.team),)


def define_team(message: DefineTeam, known: Known, moment: Moment) -> Decision:
    """The latest definition counts; the decisions on reviews are told."""
    key = team_key(moment.tenant, message.team)
    held = known.get(Team, key.id)
    if held is not None and held.defined_at > message.at:
        return NOTHING
    members = tuple(sorted(set(message.members)))
    team = Team(
        id=key.id,
        tenant=moment.tenant,
        name=message.team,
        title_en=message.title_en,
        title_fr=message.title_fr,
        lead=message.lead,
        members=members,
        defined_at=message.at,
    )
    told = TeamDefined(team=message.team, lead=message.lead, members=members, at=message.at)
    return Decision(save=(team,), send=(told,), answer=done(team=message.team))


def agent_needed(message: DefineAgent, moment: Moment) -> Iterable[Key[Agent]]:
    return (agent_key(moment.tenant, message.agent),)


def define_agent(message: DefineAgent, known: Known, moment: Moment) -> Decision:
    key = agent_key(moment.tenant, message.agent)
    held = known.get(Agent, key.id)
    if held is not None and held.defined_at > message.at:
        return NOTHING
    agent = Agent(
        id=key.id,
        tenant=moment.tenant,
        name=message.agent,
        language=message.language,
        present=message.present,
        defined_at=message.at,
    )
    return Decision(save=(agent,), answer=done(agent=message.agent))
