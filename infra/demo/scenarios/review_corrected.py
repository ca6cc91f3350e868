"""A person wants another paper before they accept a customer."""

from infra.demo.orders import customer_file
from infra.demo.story import Stage, Story

REASON = "The proof of address is older than three months."


def play(stage: Stage) -> None:
    """The new paper is checked, and the review opens again in a second round."""
    agent, shop = stage.cast.agent, stage.cast.shop
    case = stage.submit(
        customer_file("CRM-OLD", "Lise Bernard"), "identity", "proof_of_address", "bank_details"
    )
    agent.decide(stage.until_review(case), "correct", REASON)
    read = stage.until(case, "needs_correction")
    stage.check(REASON in read["wanted_en"], "the front office reads what the agent wants")
    stage.say("the agent wants a newer proof of address")
    shop.correct(case, documents=[stage.document("proof_of_address", "CRM-OLD, this month's")])
    agent.decide(stage.until_review(case, round=read["round"] + 1), "accept")
    stage.until(case, "closed")
    stage.say("newer paper sent, accepted in the second round")


STORY = Story(title="A review wants more papers", ends={"closed": 1}, play=play)
