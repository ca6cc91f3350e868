"""Teams and agents: who works here, with whom."""

from flask import Response

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import scopes
from gateway.answering import showing
from gateway.answering.lists import listed
from gateway.endpoints import Call, Endpoints, Route
from gateway.house import here
from gateway.schemas import answers
from gateway.schemas.paging import Page
from gateway.schemas.teams import AgentDefinition, AgentPage, Team, TeamDefinition, TeamPage
from services.intake.queries import teams
from shared.contracts.people import DefineAgent, DefineTeam

ROUTES = Endpoints("teams", "Who is in which team, and who leads it.")


@ROUTES.add(
    Route(
        method="PUT",
        path="/teams/<id:team>",
        scope=scopes.TEAMS_WRITE,
        summary="Say who is in a team; the latest definition counts",
        status=202,
        answer=answers.Accepted,
        body=TeamDefinition(),
        stores=True,
        example={
            "title_en": "Complaints",
            "title_fr": "Réclamations",
            "lead": "claire",
            "members": ["claire", "karim"],
        },
    )
)
def define_team(call: Call) -> Response:
    team, body, at = call.path["team"], call.body, now()
    message = DefineTeam(
        team=team,
        title_en=body["title_en"],
        title_fr=body["title_fr"],
        lead=body.get("lead", ""),
        members=tuple(body["members"]),
        at=at,
        actor=call.caller.actor,
    )
    return hand_over(
        call, message, at=at, subject=team, body=received(team, at), location=f"/v1/teams/{team}"
    )


@ROUTES.add(
    Route(
        method="GET",
        path="/teams",
        scope=scopes.TEAMS_READ,
        summary="List teams by name",
        answer=TeamPage,
        query=Page(),
    )
)
def list_teams(call: Call) -> Response:
    return listed(call, "intake", teams.teams, place="after", key="team")


@ROUTES.add(
    Route(
        method="GET",
        path="/teams/<id:team>",
        scope=scopes.TEAMS_READ,
        summary="Read a team",
        answer=Team,
    )
)
def read_team(call: Call) -> Response:
    return showing.one(teams.team(here().database("intake"), call.caller.tenant, call.path["team"]))


@ROUTES.add(
    Route(
        method="PUT",
        path="/agents/<id:agent>",
        scope=scopes.TEAMS_WRITE,
        summary="Say in which language a person works, and whether they are there",
        status=202,
        answer=answers.Accepted,
        body=AgentDefinition(),
        stores=True,
        example={"language": "fr", "present": True},
    )
)
def define_agent(call: Call) -> Response:
    agent, body, at = call.path["agent"], call.body, now()
    message = DefineAgent(
        agent=agent, language=body["language"], present=body["present"], at=at, actor=call.caller.actor
    )
    return hand_over(call, message, at=at, subject=agent, body=received(agent, at), location="/v1/agents")


@ROUTES.add(
    Route(
        method="GET",
        path="/agents",
        scope=scopes.TEAMS_READ,
        summary="List agents by name",
        answer=AgentPage,
        query=Page(),
    )
)
def list_agents(call: Call) -> Response:
    return listed(call, "intake", teams.agents, place="after", key="agent")
