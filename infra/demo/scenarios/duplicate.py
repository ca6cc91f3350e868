"""A shop is not sure that its order arrived, and sends it again."""

import uuid

from infra.demo.api import RefusedError
from infra.demo.orders import line, sales_order
from infra.demo.story import Stage, Story


def play(stage: Stage) -> None:
    """The same request is the same case; another one under the same key is refused."""
    shop, key = stage.cast.shop, uuid.uuid4().hex
    order = sales_order("WEB-TWICE", "C-TWICE", line("CHAIR", 1, "49.90"))
    body = {**order, "documents": [stage.document("signed_order", "WEB-TWICE")]}
    case = stage.joined(shop.submit(body, key))
    stage.check(shop.submit(body, key) == case, "sent again, it is the same case")
    refusal = ""
    try:
        shop.submit({**body, "reference": "WEB-OTHER"}, key)
    except RefusedError as error:
        refusal = f"{error.status} {error.problem.get('code')}"
    stage.check(
        refusal == "422 idempotency_key_reused", f"another body under the key is refused (was: {refusal})"
    )
    stage.until(case, "closed")
    stage.say("one case; another body under the same key: 422")


STORY = Story(title="An order is sent twice", ends={"closed": 1}, play=play)
