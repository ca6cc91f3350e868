"""A marketplace is told by signed webhooks. Its endpoint is down at first: nothing is lost."""

from infra.demo.orders import line, sales_order
from infra.demo.story import Stage, Story

COUNT = 3
EVENTS = ("case.opened", "case.invoice_issued", "case.shipment_dispatched", "case.closed")
"""What is told of an order to which nothing happens."""


def play(stage: Stage) -> None:
    """The cases run to their end while nobody listens; the endpoint comes up, and hears all of it."""
    office, partners = stage.cast.marketplace, stage.cast.partners
    subscription = office.subscribe(f"{partners.receiver_url}/coulisse", "*")
    stage.wait("the subscription", lambda: subscription["id"] in office.subscriptions())
    for number in range(1, COUNT + 1):
        order = sales_order(f"MKT-{number}", f"C-MKT-{number}", line("BOOK", 2, "24.00", "5.5"))
        stage.submit(order, "signed_order", by=office)
    for case in stage.cases:
        stage.until(case, "closed")
    stage.wait("attempts that fail", lambda: any(one["attempts"] for one in office.deliveries()))
    stage.say(f"{len(office.deliveries())} webhooks wait: the endpoint is down")
    partners.start_receiver(subscription["secret"])
    stage.wait("everything to be delivered", lambda: _all_told(stage))
    delivered = {one["event"] for one in office.deliveries()}
    received = partners.webhooks()
    stage.check({one["id"] for one in received} == delivered, "each webhook arrived under its id")
    stage.check(all(one["verified"] for one in received), "each signature was right")
    stage.say(f"{len(delivered)} webhooks arrived later, each signature verified")


def _all_told(stage: Stage) -> bool:
    """Whether each event of each case was taken. They may come in any order."""
    told = [
        (one["case"], one["type"]) for one in stage.cast.marketplace.deliveries() if one["state"] == "done"
    ]
    return sorted(told) == sorted((case, event) for case in stage.cases for event in EVENTS)


STORY = Story(title="A webhook endpoint is down", ends={"closed": COUNT}, play=play)
