"""An order without its papers waits for them, and goes on when they come."""

from infra.demo.orders import line, sales_order
from infra.demo.story import Stage, Story


def play(stage: Stage) -> None:
    """The front office reads what is wanted and sends it."""
    case = stage.submit(sales_order("WEB-FORGOT", "C-FORGOT", line("CHAIR", 2, "49.90")))
    wanted = stage.until(case, "needs_correction")["wanted_en"]
    stage.say(f"asked for: {wanted[0]}")
    stage.cast.shop.correct(case, documents=[stage.document("signed_order", "WEB-FORGOT")])
    stage.until(case, "closed")
    stage.say("signed order sent later, order shipped")


STORY = Story(title="A document is missing", ends={"closed": 1}, play=play)
