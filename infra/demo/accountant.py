"""The accountant: money that comes in, entries by hand, and what the books say."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from infra.demo.api import Api, Json

LEDGER = "/ledgers/main"


@dataclass(frozen=True, slots=True)
class Accountant:
    """Sees the money, and keeps the books."""

    api: Api

    def receive_payment(self, case: str, amount: str) -> None:
        """Records euros that came in for a case today."""
        payment = {
            "case": case,
            "amount": amount,
            "currency": "EUR",
            "received_on": datetime.now(UTC).date().isoformat(),
            "reference": f"VIR {case[-8:]}",
        }
        self.api.hand_over("/payments", payment)

    def payments(self, case: str) -> Json:
        return self.api.get(f"/cases/{case}/payments")

    def entries_of(self, case: str) -> list[Json]:
        return self.api.everything("/journal-entries", case=case)

    def journal(self) -> list[Json]:
        return self.api.everything("/journal-entries")

    def enter(self, entry: Json) -> str:
        """The number of an entry by hand. Raises DeclinedError where it is not posted."""
        return str(self.api.done(f"{LEDGER}/entries", entry)["number"])

    def refused_to_enter(self, entry: Json) -> str:
        """Why an entry by hand is not posted; empty when it is."""
        return self.api.code_of(f"{LEDGER}/entries", entry)

    def lock(self, until: date) -> None:
        """Nothing is entered on this day or before."""
        self.api.done(f"{LEDGER}/lock", {"until": until.isoformat()}, method="PUT")

    def close(self, year: int) -> str:
        """Closes a year for good; the number of the entry that opens the next one."""
        return str(self.api.done(f"{LEDGER}/closings", {"year": year})["number"])

    def open_items(self, account: str, party: str) -> list[Json]:
        """Groups of lines that are not settled yet."""
        return self.api.everything(f"{LEDGER}/letterings", account=account, party=party)

    def letter(self, *groups: str) -> None:
        """Says that groups of lines settle each other."""
        self.api.done(f"{LEDGER}/letterings", {"letterings": list(groups)})

    def owed_to(self, supplier: str) -> list[Json]:
        """What one supplier is owed, by age."""
        return [one for one in self.api.everything(f"{LEDGER}/aged-payables") if one["party"] == supplier]

    def trial_balance(self, month: str) -> Json:
        """From January up to and with a month such as 2026-03."""
        return self.api.get(f"{LEDGER}/trial-balance", **{"from": f"{month[:4]}-01", "until": month})

    def vat_summary(self, month: str) -> Json:
        return self.api.get(f"{LEDGER}/vat-summary", **{"from": month, "until": month})

    def tax_file(self, year: str) -> str:
        """The entries of a year as the tax office wants them (FEC)."""
        return self.api.text(f"{LEDGER}/fec", "text/plain", year=year).content.decode()

    def purchase(self, case: str) -> Json:
        return self.api.get(f"/purchases/{case}")

    def printed(self, invoice: str, language: str) -> bytes:
        """An invoice or credit note as a PDF, in `fr` or `en`."""
        return self.api.text(f"/invoices/{invoice}.pdf", "application/pdf", language=language).content
