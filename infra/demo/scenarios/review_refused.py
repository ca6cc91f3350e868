"""A person refuses a new customer and says why."""

from infra.demo.orders import customer_file
from infra.demo.story import Stage, Story

REASON = "The applicant could not be reached at the address given."


def play(stage: Stage) -> None:
    """The reason reaches the front office with the case."""
    case = stage.submit(customer_file("CRM-NO", "Hugo Petit"), "identity", "proof_of_address", "bank_details")
    stage.cast.agent.decide(stage.until_review(case), "refuse", REASON)
    read = stage.until(case, "refused")
    stage.check(read["ending"]["reason"] == REASON, "the front office reads the agent's reason")
    stage.say("refused by the agent, with the reason")


STORY = Story(title="A review is refused", ends={"refused": 1}, play=play)
