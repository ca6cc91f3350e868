"""What leads and front offices do about work in general: who is in a team, hand over, waive, reopen, rate."""

from collections.abc import Callable

from services.intake.domain.case import FINAL, Case
from services.intake.domain.task import Task
from services.validation.domain.check import Check
from shared.contracts.cases import RateCase, ReopenCase
from shared.contracts.documents import WaiveFinding
from shared.contracts.people import ClaimTask, DefineAgent, DefineTeam
from tests.simulation.desk import AGENTS, CLIENT, Desk
from tests.simulation.editions import judge_anew
from tests.simulation.gateway import TENANTS

TEAMS = ("order-desk", "onboarding", "payables", "complaints", "quality", "human-resources", "warehouse")
_REOPENED = ("customer_file", "complaint", "leave_request")
"""Types of which a case may begin anew."""


class Leads(Desk):
    """Each act is one order, or nothing when there is nothing to act on."""

    @property
    def leading(self) -> tuple[Callable[[], None], ...]:
        return (
            self._define_team, self._define_agent, self._hand_over, self._waive, self._waive, self._reopen,
            self._reopen, self._rate, self._judge_anew,
        )  # fmt: skip

    def found_teams(self) -> None:
        """In the beginning, where there are teams at all."""
        for _ in range(self._random.choice((0, 3, 8))):
            self._define_team()

    def _define_team(self) -> None:
        members = self._random.sample(AGENTS, self._random.randint(1, 3))
        order = DefineTeam(
            team=self._random.choice(TEAMS),
            title_en="A team",
            title_fr="Une équipe",
            lead=self._random.choice(("", AGENTS[2].id, "boss")),
            members=tuple(agent.id for agent in members),
            at=self._agenda.now(),
            actor=CLIENT,
        )
        self.tell(order, TENANTS[0])

    def _define_agent(self) -> None:
        present, agent = self._random.random() < 0.7, self._random.choice(AGENTS)
        order = DefineAgent(
            agent=agent.id, language="fr", present=present, at=self._agenda.now(), actor=CLIENT
        )
        self.tell(order, TENANTS[0])

    def _hand_over(self) -> None:
        """Whoever holds a task gives it to somebody else."""
        held = [task for task in self.all("intake", Task) if task.state == "open" and task.assignee]
        if held:
            task = self._random.choice(held)
            holder = next(agent for agent in AGENTS if agent.id == task.assignee)
            next_one = self._random.choice(AGENTS)
            order = ClaimTask(case=task.case, task=task.id, assignee=next_one.id, actor=holder)
            self.tell(order, task.tenant)

    def _waive(self) -> None:
        """Mostly what stands against a case, now and then what does not."""
        found = [check for check in self.all("validation", Check) if check.findings]
        against = [check for check in found if not check.accepted]
        if not found:
            return
        check = self._random.choice(against or found)
        finding = self._random.choice(check.findings)
        order = WaiveFinding(
            case=check.case,
            step=check.step,
            round=check.round,
            rule=finding.rule,
            where=finding.where if self._random.random() < 0.9 else "document:doc_other",
            reason="the original was seen",
            actor=self._random.choice(AGENTS),
        )
        self.tell(order, check.tenant)

    def _reopen(self) -> None:
        case = self._some_case(*_REOPENED)
        if case is not None:
            self.tell(ReopenCase(case=case.id, actor=CLIENT, reason="it comes up again"), case.tenant)

    def _rate(self) -> None:
        case = self._some_case()
        if case is not None:
            rating = self._random.randint(0, 5)
            self.tell(RateCase(case=case.id, actor=CLIENT, rating=rating), case.tenant)

    def _judge_anew(self) -> None:
        judge_anew(self._stores["validation"], self._agenda.now())

    def _some_case(self, *types: str) -> Case | None:
        """Mostly one that is over, and of these types if there are any."""
        known: list[Case] = self.all("intake", Case)
        over = [case for case in known if case.status in FINAL and (not types or case.type in types)]
        pool = over if over and self._random.random() < 0.9 else known
        return self._random.choice(pool) if pool else None
