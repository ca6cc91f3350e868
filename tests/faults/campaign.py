"""A campaign: load from clients with a ledger, faults at random moments, then rest and a verdict."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from random import Random

from infra.local.house import clone
from tests.faults.answers import late_or_wrong, slowest
from tests.faults.blow import strike
from tests.faults.client import Client
from tests.faults.flow import longest_pauses
from tests.faults.kinds import KINDS
from tests.faults.kinds.kind import Kind
from tests.faults.ledger import Ledger
from tests.faults.load import Load
from tests.faults.others import Others
from tests.faults.report import Report, versions
from tests.faults.rest import wait_for_rest
from tests.faults.servers.house_servers import Shape
from tests.faults.stage import Stage, opened
from tests.faults.stories import TOLD, furnish
from tests.faults.verdict import LISTENER, judge
from tests.support.processes import wait_until

_CALM_SECONDS = 4.0
_PERSONS = ("claire", "denis")
"""Who decide, one after the other where two are wanted."""
_MOST_SHOWN = 20
FOLDER = clone() / ".local"


@dataclass(frozen=True, slots=True)
class Plan:
    """seed: chooses stories, faults and moments. It ends when `minutes` are over, or, where kills or cases are asked
    for, when as many were killed and accepted. pace: stories begun a second. rest_minutes: how long everything may
    take to come to rest afterwards."""

    seed: int
    shape: Shape = "alone"
    minutes: float = 1.0
    kills: int = 0
    cases: int = 0
    pace: float = 3.0
    only: tuple[str, ...] = ()
    replicas: int = 1
    rest_minutes: float = 5.0

    @property
    def command(self) -> str:
        wanted = f"KILLS={self.kills} CASES={self.cases}" if self.counted else f"MINUTES={self.minutes:g}"
        only = f" ONLY='{','.join(self.only)}'" if self.only else ""
        return f"make faults SEED={self.seed} SERVERS={self.shape} {wanted}{only}"

    @property
    def counted(self) -> bool:
        return bool(self.kills or self.cases)


def run(plan: Plan) -> Report:
    """The report, which is also written, whatever happens."""
    report = Report(plan.seed, plan.shape, plan.command)
    print(f"Campaign with seed {plan.seed}: {plan.command}", flush=True)
    begun = time.monotonic()
    say = partial(_say, begun)
    try:
        with opened(FOLDER / f"faults-{plan.shape}", plan.shape, plan.replicas) as stage:
            try:
                _Campaign(plan, stage, report, say).run()
            except BaseException as error:
                report.broken_off = f"{type(error).__name__}: {error}"[:2000]
                raise
            finally:
                report.keep_logs(stage.house.supervisor.logs)
    except BaseException as error:
        report.broken_off = f"{type(error).__name__}: {error}"[:2000]
        raise
    finally:
        report.seconds = time.monotonic() - begun
        say(f"{report.verdict}; report: {report.write().relative_to(clone())}")
    return report


class _Campaign:
    """One run on one stage."""

    def __init__(self, plan: Plan, stage: Stage, report: Report, say: partial[None]) -> None:
        self._plan = plan
        self._stage = stage
        self._report = report
        self._say = say
        self._random = Random(plan.seed)
        self._ledger = Ledger()
        url = stage.house.gateway_url
        self._clients = [
            Client(
                url,
                stage.new_key(tenant),
                tenant,
                self._ledger,
                [Client(url, stage.new_key(tenant, person), tenant, self._ledger) for person in _PERSONS],
            )
            for tenant in (LISTENER, "other")
        ]

    def run(self) -> None:
        stage, report, ledger = self._stage, self._report, self._ledger
        report.versions = versions(_mongod(stage), _rabbitmq(stage))
        self._furnish()
        self._say("the house is open, the load begins")
        with Others(*stage.servers.folders) as others:
            broken = self._play(others)
            try:
                self._come_to_rest()
                verdict = judge(stage, ledger)
                report.counts = verdict.counts
                report.violations += verdict.violations
            finally:
                report.answers, report.slowest = ledger.statuses(), slowest(ledger)
                wrong = list(late_or_wrong(ledger, report.blows, others))
                report.violations += wrong[:_MOST_SHOWN]
                if len(wrong) > _MOST_SHOWN:
                    report.violations.append(f"... and {len(wrong) - _MOST_SHOWN} more requests like these")
        if broken is not None:
            raise broken

    def _play(self, others: Others) -> BaseException | None:
        """Load and faults. What breaks a run off is returned: what was accepted by then is compared all the same; who
        interrupts it once more ends it at once."""
        try:
            with Load(self._clients, self._plan.seed, self._plan.pace) as load:
                self._stay_calm()
                for kind in self._chosen():
                    self._strike(kind, others)
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - whatever it was, the comparison follows
            self._report.broken_off = f"{type(error).__name__}: {error}"[:2000]
            self._say(f"broken off by {type(error).__name__}; what was accepted is compared all the same")
            self._stage.servers.revive()
            return error
        self._report.violations += [f"the load itself failed: {failure!r}" for failure in load.failures]
        return None

    def _furnish(self) -> None:
        """Goods on the shelves, and somebody who listens."""
        for client in self._clients:
            furnish(client)
        listener, receiver = self._clients[0], self._stage.receiver
        body = {"url": receiver.url(), "events": list(TOLD)}
        answer = listener.hand_over("subscription", "/v1/subscriptions", body, "subscription")
        assert answer is not None, "the first subscription is accepted"
        receiver.secrets.append(answer["secret"])
        path = f"/v1/subscriptions/{answer['id']}"
        wait_until(lambda: (listener.read(path) or {}).get("state") == "active", 60, "a subscription")

    def _stay_calm(self) -> None:
        began = time.time()
        time.sleep(_CALM_SECONDS)
        self._report.calm = longest_pauses(self._stage.mongo, began + 1, began + _CALM_SECONDS)

    def _chosen(self) -> Iterator[Kind]:
        """Every kind in random order, again and again, with a random pause before each, until the plan is fulfilled."""
        wanted = [kind for kind in KINDS if self._plan.shape in kind.on and self._is_wanted(kind)]
        ends = time.monotonic() + self._plan.minutes * 60
        while True:
            self._random.shuffle(wanted)
            for kind in wanted:
                if self._is_over(ends):
                    return
                time.sleep(self._random.uniform(0.5, 3))
                yield kind

    def _is_wanted(self, kind: Kind) -> bool:
        return not self._plan.only or any(name in kind.name for name in self._plan.only)

    def _is_over(self, ends: float) -> bool:
        if self._plan.counted:
            kills = sum(blow.kind.kills for blow in self._report.blows)
            return kills >= self._plan.kills and len(self._ledger.cases) >= self._plan.cases
        return time.monotonic() > ends

    def _strike(self, kind: Kind, others: Others) -> None:
        blow = strike(kind, self._stage, self._ledger, others, self._random)
        self._report.blows.append(blow)
        self._report.violations += blow.violations
        self._say(f"{blow.words}; {len(self._ledger.cases)} cases")

    def _come_to_rest(self) -> None:
        self._say(f"{len(self._report.blows)} faults struck; waiting for rest")
        began = time.monotonic()
        moving = wait_for_rest(self._stage, self._plan.rest_minutes * 60, self._say)
        self._report.rested_after = time.monotonic() - began
        self._report.violations += [f"not at rest: {words}" for words in moving]


def _say(begun: float, words: str) -> None:
    print(f"[{time.monotonic() - begun:6.1f} s] {words}", flush=True)


def _mongod(stage: Stage) -> str:
    found: str = stage.mongo.server_info()["version"]
    return found


def _rabbitmq(stage: Stage) -> str:
    return stage.servers.brokers[0].control("version").strip()
