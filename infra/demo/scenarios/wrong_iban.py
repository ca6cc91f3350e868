"""A mistyped IBAN is found by its check digits before anybody pays to it."""

from infra.demo.orders import MISTYPED_IBAN, VALID_IBAN, applicant, customer_file
from infra.demo.story import Stage, Story

NAME = "Claire Martin"


def play(stage: Stage) -> None:
    """The front office asks the customer again and corrects the party."""
    file = customer_file("CRM-IBAN", NAME, MISTYPED_IBAN)
    case = stage.submit(file, "identity", "proof_of_address", "bank_details")
    stage.until(case, "needs_correction")
    rules = {finding["rule"] for finding in stage.cast.shop.findings(case)}
    stage.check("bank.iban_invalid" in rules, f"the IBAN was found wrong (found: {rules})")
    stage.say("the IBAN was found to be mistyped")
    stage.cast.shop.correct(case, parties=[applicant(NAME, VALID_IBAN)])
    stage.cast.agent.decide(stage.until_review(case), "accept")
    stage.until(case, "closed")
    stage.say("mistyped IBAN found, corrected, customer accepted")


STORY = Story(title="An IBAN is wrong", ends={"closed": 1}, play=play)
