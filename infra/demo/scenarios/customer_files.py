"""New customers: identity, address and bank details are checked, then a person accepts them."""

from infra.demo.orders import customer_file
from infra.demo.story import Stage, Story

NAMES = ("Ada Perrin", "Louis Faure", "Nina Moreau", "Paul Girard", "Rose Lambert", "Yann Colin", "Zoé Caron")


def play(stage: Stage) -> None:
    """The agent takes them from the work list one by one."""
    for number, name in enumerate(NAMES, start=1):
        file = customer_file(f"CRM-{number:03d}", name)
        stage.submit(file, "identity", "proof_of_address", "bank_details")
    for done, case in enumerate(stage.cases, start=1):
        stage.cast.agent.decide(stage.until_review(case), "accept")
        stage.say(f"{done} of {len(NAMES)} accepted by the agent")
    for case in stage.cases:
        stage.until(case, "closed")
    stage.say("all accepted by the agent")


STORY = Story(title="New customers", ends={"closed": len(NAMES)}, play=play)
