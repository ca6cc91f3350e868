"""Whether a process holds back what it would publish, as a backup asks it to."""

from shared.contracts.errors import TransientError, UnavailableError
from shared.runtime.holding import Holding
from tests.support.processes import wait_until


class Holds:
    """One database's, in memory. troubles: what the next looks meet."""

    def __init__(self) -> None:
        self.token = ""
        self.reports: list[tuple[str, str]] = []
        self.left: list[str] = []
        self.troubles: list[Exception] = []

    def wanted(self) -> str:
        if self.troubles:
            raise self.troubles.pop()
        return self.token

    def report(self, name: str, token: str) -> None:
        self.reports.append((name, token))

    def leave(self, name: str) -> None:
        self.left.append(name)


class Link:
    """What publishes; it settles when the test says so."""

    def __init__(self) -> None:
        self.held: list[bool] = []
        self.settled = False

    def hold(self, held: bool) -> None:
        self.held.append(held)


def test_the_first_look_is_over_before_anything_is_published() -> None:
    holds, link = Holds(), Link()
    holds.token = "backup-1"
    holding = Holding("intake 1", holds, link)

    holding.start()

    assert link.held == [True]
    holding.stop()


def test_it_says_that_it_holds_only_once_nothing_is_under_way_and_goes_on_when_released() -> None:
    holds, link = Holds(), Link()
    holds.token = "backup-1"
    holding = Holding("intake 1", holds, link)
    holding.start()
    assert holds.reports == [("intake 1", "")]

    link.settled = True
    wait_until(lambda: holds.reports[-1] == ("intake 1", "backup-1"), 60, "said so")
    holds.token = ""

    wait_until(lambda: link.held == [True, False] and holds.reports[-1] == ("intake 1", ""), 60, "goes on")
    holding.stop()


def test_a_database_that_is_away_or_slow_does_not_end_it() -> None:
    holds, link = Holds(), Link()
    holds.troubles = [UnavailableError("away"), TransientError("slow")]
    holding = Holding("intake 1", holds, link)

    holding.start()

    wait_until(lambda: bool(holds.reports), 60, "a look that went well")
    assert holding.alive
    holding.stop()
    assert holds.left == ["intake 1"]
