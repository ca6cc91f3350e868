"""The ERP fails at first, then loses an answer after it has booked: each entry is booked once all the same."""

from infra.demo.orders import line, sales_order
from infra.demo.story import Stage, Story

FAILURES = 2


def play(stage: Stage) -> None:
    """The ERP was told to fail before the house opened."""
    shop, partners = stage.cast.shop, stage.cast.partners
    partners.misbehave("fail", times=FAILURES)
    stage.submit(sales_order("WEB-ERP-1", "C-ERP-1", line("LAMP", 1, "19.50")), "signed_order")
    stage.wait("the ERP to fail", lambda: partners.misbehaved("fail") == FAILURES)
    partners.misbehave("lose_answer", times=1)
    stage.submit(sales_order("WEB-ERP-2", "C-ERP-2", line("LAMP", 1, "19.50")), "signed_order")
    stage.say("the ERP failed twice")
    stage.wait("an answer to be lost", lambda: partners.misbehaved("lose_answer") == 1)
    for case in stage.cases:
        stage.until(case, "closed")
    stage.say("the ERP failed twice and lost an answer")
    stage.wait("every entry to be in the ERP", lambda: _all_sent(stage))
    booked = [one["idempotency_key"] for one in partners.booked()]
    entries = [entry["id"] for case in stage.cases for entry in stage.cast.accountant.entries_of(case)]
    stage.check(all(booked.count(entry) == 1 for entry in entries), "the ERP has each entry once")
    stage.check(len(shop.invoices(stage.cases[0])) == 1, "the invoice stands once")
    stage.say("failed twice, lost an answer; each entry booked once")


def _all_sent(stage: Stage) -> bool:
    accountant = stage.cast.accountant
    return all(one["erp"]["state"] == "sent" for case in stage.cases for one in accountant.entries_of(case))


STORY = Story(title="The ERP fails", ends={"closed": 2}, play=play)
