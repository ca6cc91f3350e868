"""A task lies about for too long: the lead of its team is called, and hands it over."""

from datetime import UTC, datetime

from infra.demo.people import SUPERVISOR
from infra.demo.quality import controlled
from infra.demo.story import Stage, Story


def play(stage: Stage) -> None:
    """Claimed by one person, overdue, handed to another one, who answers."""
    camille, dominique, robin = stage.cast.agent, stage.cast.colleague, stage.cast.supervisor
    case = stage.submit(
        {
            "type": "complaint",
            "reference": "CRM-LATE",
            "parties": [{"role": "contact", "name": "Alix Marchand"}],
            "answers": {"about": "other", "summary": "Asked for a catalogue a month ago"},
        }
    )
    task = stage.until_task(case, "answer")
    stage.check(dominique.claim(task) == "", "the task is free")
    stage.check(camille.claim(task) == "claimed_by_other", "it is not hers any more")
    robin.wants_by(task, datetime.now(UTC))
    stage.wait("the lead to be called", lambda: robin.read_task(task)["escalated_to"] == SUPERVISOR)
    stage.say("overdue: the team's lead was called")
    robin.hand_over(task, "camille")
    words = "The catalogue is on its way."
    stage.wait("the task to be hers", lambda: camille.see_to(task, "accept", words) == "")
    stage.wait("the answer to be given", lambda: robin.read_task(task)["state"] == "done")
    controlled(stage, case)
    load = {(one["team"], one["agent"]): one["done"] for one in robin.workload()}
    stage.check(load.get(("complaints", "camille"), 0) >= 1, "the workload shows who did it")
    stage.say("the lead was called and handed it over; answered")


STORY = Story(title="A task is overdue", ends={"closed": 1}, play=play)
