"""A supplier's invoice whose VAT is not what its rate makes of it."""

from infra.demo.purchasing import supplier_invoice, vat_of
from infra.demo.story import Stage, Story


def play(stage: Stage) -> None:
    """Found by the check, corrected, approved; the wrong amount never reaches the books."""
    wrong = {"rate": "20", "net": "500.00", "vat": "110.00"}
    invoice = supplier_invoice("F-VAT", "S-VAT", wrong)
    case = stage.submit(invoice, "supplier_invoice", by=stage.cast.intranet)
    read = stage.until(case, "needs_correction")
    stage.say(str(read["wanted_en"][0]))
    stage.cast.intranet.correct(case, vat=[vat_of("500.00")])
    stage.cast.agent.see_to(stage.until_task(case, "approve", read["round"] + 1), "accept")
    stage.until(case, "closed")
    stage.check(stage.cast.accountant.purchase(case)["gross"] == "600.00", "600.00 EUR were posted")
    stage.say("110.00 of VAT on 500.00 found, corrected, posted")


STORY = Story(title="An invoice's VAT is wrong", ends={"closed": 1}, play=play)
