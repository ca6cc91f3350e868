"""A paper is missing that the house has already: the supervisor waives the finding, with a reason."""

from infra.demo.orders import customer_file
from infra.demo.story import Stage, Story

REASON = "Checked at the branch; the original lies in the file of last year."


def play(stage: Stage) -> None:
    """The finding stays readable, with who waived it and why."""
    shop, supervisor = stage.cast.shop, stage.cast.supervisor
    case = stage.submit(customer_file("CRM-WAIVED", "Jeanne Roux"), "identity", "proof_of_address")
    stage.until(case, "needs_correction")
    (missing,) = [one for one in shop.findings(case) if one["severity"] == "error"]
    supervisor.waive(case, missing, REASON)
    stage.cast.agent.see_to(stage.until_task(case, "review", missing["round"]), "accept")
    stage.until(case, "closed")
    waived = [one["waived"] for one in shop.findings(case) if one["rule"] == missing["rule"]]
    stage.check(waived[0]["reason"] == REASON, "the reason stands with the finding")
    stage.say("bank details waived by the supervisor, with a reason")


STORY = Story(title="A finding is waived", ends={"closed": 1}, play=play)
