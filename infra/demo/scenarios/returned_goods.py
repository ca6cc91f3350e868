"""Customers send goods back: put on the shelf again, and credited in part."""

from infra.demo.orders import gross, line, return_of, sales_order
from infra.demo.story import Stage, Story

COUNT = 4


def play(stage: Stage) -> None:
    """One piece of two comes back; the credit note is for that piece alone."""
    shop, back = stage.cast.shop, line("CHAIR", 1, "49.90")
    sold = []
    for number in range(1, COUNT + 1):
        order = sales_order(f"WEB-BACK-{number}", f"C-BACK-{number}", line("CHAIR", 2, "49.90"))
        sold.append((stage.submit(order, "signed_order"), f"C-BACK-{number}"))
    for order_case, _ in sold:
        stage.until(order_case, "closed")
    returns = [
        stage.submit(return_of(order_case, f"RET-{number}", customer, back))
        for number, (order_case, customer) in enumerate(sold, start=1)
    ]
    for case in returns:
        stage.until(case, "closed")
    papers = {paper["kind"]: paper["gross"] for paper in shop.invoices(sold[0][0])}
    stage.check(papers.get("credit_note") == gross(back), f"{gross(back)} EUR were credited (were: {papers})")
    stage.say("one of two chairs each came back: credited in part")


STORY = Story(title="Goods come back", ends={"closed": 2 * COUNT}, play=play)
