"""A PDF that broke off while it was uploaded is found out, and replaced."""

from infra.demo.orders import line, sales_order
from infra.demo.papers import cut_off, paper
from infra.demo.story import Stage, Story


def play(stage: Stage) -> None:
    """The finding names the file and what to do; a whole copy takes its place."""
    shop = stage.cast.shop
    broken = shop.upload(cut_off(paper("Signed order", "WEB-BROKEN")))
    order = sales_order("WEB-BROKEN", "C-BROKEN", line("BOOK", 3, "24.00", "5.5"))
    case = stage.joined(shop.submit({**order, "documents": [{"id": broken, "kind": "signed_order"}]}))
    stage.until(case, "needs_correction")
    rules = {finding["rule"] for finding in shop.findings(case)}
    stage.check("pdf.truncated" in rules, f"the file was found truncated (found: {rules})")
    stage.say("the file was found to be cut off")
    shop.correct(case, documents=[stage.document("signed_order", "WEB-BROKEN")])
    stage.until(case, "closed")
    stage.say("found to be cut off, replaced, order shipped")


STORY = Story(title="A PDF arrives damaged", ends={"closed": 1}, play=play)
