"""Who takes part: front offices, and the people who decide. Each has a key that may do their own work only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from infra.demo.api import Api, Json

SUPERVISOR = "robin"
"""The name of the supervisor's key."""


@dataclass(frozen=True, slots=True)
class FrontOffice:
    """A shop or a CRM that hands cases over."""

    api: Api

    def upload(self, content: bytes) -> str:
        """The id of a stored PDF."""
        return self.api.upload(content, "application/pdf")

    def submit(self, case: Json, key: str | None = None) -> str:
        """The id of the case."""
        return str(self.api.hand_over("/cases", case, key)["id"])

    def correct(self, case: str, **what: Any) -> None:
        """Sends documents, parties or lines that were missing or wrong."""
        self.api.hand_over(f"/cases/{case}/corrections", what)

    def cancel(self, case: str, reason: str) -> None:
        self.api.hand_over(f"/cases/{case}/cancel", {"reason": reason})

    def case(self, case: str) -> Json:
        return self.api.get(f"/cases/{case}")

    def cases(self) -> list[Json]:
        """All of the organisation's, newest first."""
        return self.api.everything("/cases")

    def timeline(self, case: str) -> list[Json]:
        return self.api.everything(f"/cases/{case}/timeline")

    def findings(self, case: str) -> list[Json]:
        return list(self.api.get(f"/cases/{case}/findings")["items"])

    def invoices(self, case: str) -> list[Json]:
        return list(self.api.get(f"/cases/{case}/invoices")["items"])

    def comment(self, case: str, text: str) -> None:
        self.api.done(f"/cases/{case}/comments", {"text": text})

    def reopen(self, case: str, reason: str) -> None:
        self.api.done(f"/cases/{case}/reopen", {"reason": reason})

    def rate(self, case: str, rating: int, comment: str) -> None:
        """From 1 (bad) to 5 (good)."""
        self.api.done(f"/cases/{case}/rating", {"rating": rating, "comment": comment}, method="PUT")

    def subscribe(self, url: str, *events: str) -> Json:
        """The subscription with its secret, which is shown this once."""
        return self.api.hand_over("/subscriptions", {"url": url, "events": list(events)})

    def subscriptions(self) -> set[str]:
        """The ids of those that are known by now."""
        return {one["id"] for one in self.api.get("/subscriptions")["items"]}

    def deliveries(self) -> list[Json]:
        return self.api.everything("/deliveries")


@dataclass(frozen=True, slots=True)
class Agent:
    """Takes the decisions that only a person can take."""

    api: Api

    def open_review(self, case: str) -> Json | None:
        """The review of this case that waits for a decision."""
        waiting = self.api.everything("/reviews", state="open")
        return next((review for review in waiting if review["case"] == case), None)

    def decide(self, review: Json, answer: str, reason: str = "") -> None:
        """accept, refuse or correct."""
        path = f"/cases/{review['case']}/reviews/{review['step']}/decision"
        self.api.hand_over(path, {"round": review["round"], "answer": answer, "reason": reason})

    def task(self, case: str, step: str, round: int = 1) -> Json | None:
        """What waits on the work list for a person, for this step of the case in this round."""
        listed = self.api.everything("/tasks", case=case)
        return next((one for one in listed if (one["step"], one["round"]) == (step, round)), None)

    def see_to(self, task: Json, answer: str, words: str = "") -> str:
        """Decides a task: accept, refuse or correct. Why not, where it is not taken; empty when it is."""
        decision = {"round": task["round"], "answer": answer, "reason": words}
        return self.api.code_of(f"/tasks/{task['id']}/decision", decision)

    def claim(self, task: Json) -> str:
        """Why the task cannot be claimed; empty when it is."""
        return self.api.code_of(f"/tasks/{task['id']}/claim")

    def hand_over(self, task: Json, to: str) -> None:
        self.api.done(f"/tasks/{task['id']}/assign", {"assignee": to})

    def wants_by(self, task: Json, due: datetime) -> None:
        """Gives a task another due time."""
        self.api.done(f"/tasks/{task['id']}", {"due_at": due.astimezone(UTC).isoformat()}, method="PATCH")

    def read_task(self, task: Json) -> Json:
        return self.api.get(f"/tasks/{task['id']}")


@dataclass(frozen=True, slots=True)
class Supervisor(Agent):
    """Leads the teams."""

    def define_team(self, name: str, english: str, french: str, members: Sequence[str]) -> None:
        """The supervisor is its lead."""
        team = {"title_en": english, "title_fr": french, "lead": SUPERVISOR, "members": list(members)}
        self.api.done(f"/teams/{name}", team, method="PUT")

    def waive(self, case: str, finding: Json, reason: str) -> None:
        """Takes a finding upon herself: it does not stand against the case any more."""
        which = {name: finding[name] for name in ("step", "round", "rule", "where")}
        self.api.done(f"/cases/{case}/findings/waive", {**which, "reason": reason})

    def workload(self) -> list[Json]:
        return list(self.api.get("/workload")["items"])

    def satisfaction(self) -> list[Json]:
        """Ratings by case type and team."""
        return list(self.api.get("/satisfaction")["items"])
