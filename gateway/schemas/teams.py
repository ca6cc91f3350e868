"""Teams and agents: how they are defined, and how they are read."""

from typing import Any

from marshmallow import validates_schema

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.composed import Items
from gateway.schemas.explained import Shape, Text, code, distinct
from gateway.schemas.truth import Truth


class TeamDefinition(Shape):
    """Who is in a team, by the names of their clients. lead: who is called when something is overdue."""

    title_en = Text(100, required=True)
    title_fr = Text(100, required=True)
    lead = code()
    members = Items(code(), most=200, required=True)

    @validates_schema
    def members_differ(self, data: dict[str, Any], **_: Any) -> None:
        """Each person once."""
        distinct(data["members"], "members")


class AgentDefinition(Shape):
    """A person who works here. language: ISO 639-1; present: whether tasks can be given to them."""

    language = Text(2, least=2, pattern="[a-z]{2}", wanted="two small letters (ISO 639-1)", load_default="fr")
    present = Truth(load_default=True)


class Team(Answer):
    """Who is in a team."""

    team = shown.words(example="complaints")
    title_en = shown.words(example="Complaints")
    title_fr = shown.words(example="Réclamations")
    lead = shown.words(null=True, example="claire")
    members = shown.texts()
    defined_at = shown.instant()


class Agent(Answer):
    """A person who works here."""

    agent = shown.words(example="claire")
    language = shown.words(example="fr")
    present = shown.truth()
    defined_at = shown.instant()


TeamPage = shown.page_of(Team)
AgentPage = shown.page_of(Agent)
