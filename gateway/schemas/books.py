"""What the books say."""

from gateway.schemas import shown
from gateway.schemas.answers import Answer


class ClosedYear(Answer):
    """A year whose figures are final."""

    year = shown.whole()
    closed_at = shown.instant()
    result = shown.amount("Profit, or loss below zero.")
    entry = shown.words("The opening entry of the year after it.", null=True)
    number = shown.words(null=True, example="AN-2027-000001")


class Books(Answer):
    """Up to when a ledger is locked, and which of its years are closed."""

    ledger = shown.words(example="main")
    locked_until = shown.day(
        "Nothing is entered on this day or before; null when every day is open.", null=True
    )
    closed_years = shown.several(ClosedYear, "Oldest first.")


class Account(Answer):
    """An account of a ledger's chart."""

    number = shown.words(example="411")
    name = shown.words(example="Clients")
    own = shown.truth("Whether the organisation added or renamed it.")
    personal = shown.truth("Whether it is kept by customer or supplier.")


class GroupedLine(Answer):
    """What one entry put on the account."""

    entry = shown.words(example="ent_0198c1a2b3c47d5e8f90123456789abc_sale")
    number = shown.words(example="VE-2026-000042")
    piece = shown.words(example="FA-2026-000042")
    entered_on = shown.day()
    due_on = shown.day()
    amount = shown.amount("Debit above zero, credit below.")


class Lettering(Answer):
    """Lines of one customer or supplier that settle each other, or wait for what settles them."""

    id = shown.words(example="let_0198c1a2b3c47d5e8f90123456789abc")
    ledger = shown.words(example="main")
    account = shown.words(example="411")
    party = shown.words(null=True, example="C-1042")
    code = shown.words(
        "Capitals once it is settled; null while nothing is matched.", null=True, example="AAC"
    )
    state = shown.one_of("open", "settled", "empty")
    balance = shown.amount("Debit less credit.")
    due_on = shown.day("When the oldest open amount is due.", null=True)
    lettered_on = shown.day("When lines were last matched.", null=True)
    into = shown.words("The group that took its lines over.", null=True)
    lines = shown.several(GroupedLine)


class BalanceLine(Answer):
    """One account over a period; opening and closing are debit less credit."""

    account = shown.words(example="411")
    name = shown.words(example="Clients")
    opening = shown.amount()
    debit = shown.amount()
    credit = shown.amount()
    closing = shown.amount()


class BalanceTotals(Answer):
    """The sums of all accounts: opening and closing are zero, and debit is credit, when the books balance."""

    opening = shown.amount()
    debit = shown.amount()
    credit = shown.amount()
    closing = shown.amount()


class TrialBalance(Answer):
    """The balance of every account that was ever used, over whole months."""

    ledger = shown.words(example="main")
    since = shown.words(example="2026-01")
    until = shown.words(example="2026-12")
    accounts = shown.several(BalanceLine)
    totals = shown.part(BalanceTotals)


class VatLine(Answer):
    """Net amounts and VAT at one rate."""

    side = shown.one_of("collected", "deductible")
    rate = shown.amount("Per cent.")
    net = shown.amount()
    vat = shown.amount()


class VatOther(Answer):
    """What is on VAT accounts without a rate: entered by hand."""

    collected = shown.amount()
    deductible = shown.amount()


class VatSummary(Answer):
    """VAT over whole months, as the VAT return asks for it."""

    ledger = shown.words(example="main")
    since = shown.words(example="2026-01")
    until = shown.words(example="2026-03")
    rates = shown.several(VatLine)
    other = shown.part(VatOther)
    collected = shown.amount()
    deductible = shown.amount()
    due = shown.amount("What is to be paid; below zero what is owed back.")


class AccountLine(Answer):
    """What one entry put on the account, with the account's balance after it."""

    entry = shown.words(example="ent_0198c1a2b3c47d5e8f90123456789abc_sale")
    journal = shown.words(example="VE")
    number = shown.words(example="VE-2026-000042")
    entered_on = shown.day()
    piece = shown.words(example="FA-2026-000042")
    label = shown.words(example="Facture FA-2026-000042")
    case = shown.words(null=True)
    party = shown.words("Null where there is none, or several.", null=True)
    debit = shown.amount()
    credit = shown.amount()
    balance = shown.amount("Debit less credit, with everything before it.")


class AgedParty(Answer):
    """What is open of one customer or supplier, by how long it is overdue."""

    account = shown.words(example="411")
    party = shown.words(null=True, example="C-1042")
    not_due = shown.amount()
    days_1_to_30 = shown.amount()
    days_31_to_60 = shown.amount()
    days_61_to_90 = shown.amount()
    days_over_90 = shown.amount()
    credits = shown.amount("Paid or credited, and not matched; below zero.")
    open = shown.amount("The sum.")


class PurchaseVat(Answer):
    """Net amount and VAT at one rate."""

    rate = shown.amount("Per cent.")
    net = shown.amount()
    vat = shown.amount()


class Purchase(Answer):
    """A supplier's invoice, as it was posted."""

    id = shown.words(example="case_0198c1a2b3c47d5e8f90123456789abc")
    case = shown.words(example="case_0198c1a2b3c47d5e8f90123456789abc")
    ledger = shown.words(example="main")
    state = shown.one_of("posted", "reversed")
    supplier = shown.words(example="S-0117")
    supplier_reference = shown.words("The number that the supplier gave it.", example="F-88-4471")
    case_number = shown.words(example="2026-000173")
    reference = shown.words()
    invoiced_on = shown.day()
    due_on = shown.day()
    currency = shown.words(example="EUR")
    vat = shown.several(PurchaseVat)
    net = shown.amount()
    gross = shown.amount()
    entry = shown.words(example="ent_0198c1a2b3c47d5e8f90123456789abc_purchase")
    number = shown.words(example="AC-2026-000042")
    posted_at = shown.instant()
    reversal = shown.words("The entry that took it back.", null=True)


AccountList = shown.list_of(Account)
AccountLinePage = shown.page_of(AccountLine)
AgedPage = shown.page_of(AgedParty)
LetteringPage = shown.page_of(Lettering)
PurchasePage = shown.page_of(Purchase)
