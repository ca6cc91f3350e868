"""Suppliers' invoices: approved by one person, above a limit by two, posted, and paid."""

from concurrent.futures import ThreadPoolExecutor

from infra.demo.purchasing import supplier_invoice, transfer_to, vat_of
from infra.demo.story import Stage, Story

NETS = ("180.00", "95.40", "1200.00", "64.90", "310.00", "87.50", "450.00", "2300.00")
LARGE = ("6200.00", "8900.00")
PAID = "S-PAID"


def play(stage: Stage) -> None:
    """Two persons approve at the same moment: one of them counts. Above the limit nobody is both persons."""
    camille, dominique, accountant = stage.cast.agent, stage.cast.colleague, stage.cast.accountant
    for number, net in enumerate((*NETS, *LARGE), start=1):
        supplier = PAID if number == 1 else f"S-{number:02d}"
        invoice = supplier_invoice(f"F-{number:03d}", supplier, vat_of(net))
        stage.submit(invoice, "supplier_invoice", by=stage.cast.intranet)
    small, large = stage.cases[: len(NETS)], stage.cases[len(NETS) :]
    both = stage.until_task(small[0], "approve")
    with ThreadPoolExecutor(2) as together:
        codes = list(together.map(lambda one: one.see_to(both, "accept"), (camille, dominique)))
    stage.check(sorted(codes) == ["", "already_decided"], f"one of two approvals counts (were: {codes})")
    for case in small[1:]:
        camille.see_to(stage.until_task(case, "approve"), "accept")
    stage.say(f"{len(small)} approved by one person each")
    for case in large:
        task = stage.until_task(case, "approve")
        camille.see_to(task, "accept")
        stage.check(camille.see_to(task, "accept") == "second_person_needed", "nobody is both persons")
        dominique.see_to(task, "accept")
    for case in stage.cases:
        stage.until(case, "closed")
    stage.check(len(accountant.owed_to(PAID)) == 1, "the supplier is owed money")
    accountant.enter(transfer_to(PAID, "216.00"))
    stage.wait("the payment to settle the invoice", lambda: not accountant.owed_to(PAID))
    stage.say(f"{len(large)} needed two persons; all posted, one paid")


STORY = Story(title="Suppliers' invoices", ends={"closed": len(NETS) + len(LARGE)}, play=play)
