"""Invoices and credit notes, as they are read."""

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.explained import Choice, Shape, Text, code
from gateway.schemas.since_until import DatedPage

NUMBER = r"[A-Za-z0-9][A-Za-z0-9._\-]*"


class InvoiceList(DatedPage):
    """By kind, customer, number and day of issue."""

    kind = Choice("invoice", "credit_note")
    customer = code()
    number = Text(80, pattern=NUMBER, wanted="a number such as FA-2026-000042")


class InLanguage(Shape):
    """Of a printed invoice."""

    language = Choice("fr", "en", metadata={"description": "Of the PDF; by Accept-Language, else French."})


class VatTotal(Answer):
    """Net amount and VAT at one rate."""

    rate = shown.amount("Per cent.")
    net = shown.amount()
    vat = shown.amount()


class InvoiceLine(Answer):
    """One line."""

    number = shown.whole()
    article = shown.words(example="CH-100")
    label = shown.words(example="Chaise")
    quantity = shown.whole()
    unit_price = shown.amount("Net of VAT; negative for a rebate.")
    vat_rate = shown.amount("Per cent.")
    net = shown.amount("Quantity times price, to the cent.")


class BilledAddress(Answer):
    """Where somebody is."""

    line1 = shown.words(null=True)
    line2 = shown.words(null=True)
    postcode = shown.words(null=True)
    city = shown.words(null=True)
    country = shown.words(null=True, example="FR")


class Buyer(Answer):
    """Whom it is made out to."""

    name = shown.words(example="Ateliers Roche")
    address = shown.part(BilledAddress, null=True)
    vat_number = shown.words(null=True)
    siren = shown.words(null=True)


class InvoiceSeller(Answer):
    """Who issued it, as it was then."""

    name = shown.words(example="Maison Coulisse")
    line1 = shown.words()
    line2 = shown.words()
    postcode = shown.words()
    city = shown.words()
    country = shown.words(example="FR")
    siren = shown.words(example="404833048")
    siret = shown.words()
    vat_number = shown.words(example="FR83404833048")
    legal_form = shown.words()
    capital = shown.words()
    register = shown.words()
    email = shown.words()
    phone = shown.words()
    iban = shown.words()
    bic = shown.words()
    payment_days = shown.whole()
    late_rate_fr = shown.words()
    late_rate_en = shown.words()
    vat_on_debits = shown.truth()


class ListedInvoice(Answer):
    """An invoice, or the credit note that takes one back, in full or in part. Never changed; amounts are positive."""

    id = shown.words(example="inv_0198c1a2b3c47d5e8f90123456789abc")
    kind = shown.one_of("invoice", "credit_note")
    number = shown.words("Without gaps per series and year.", example="FA-2026-000042")
    issued_on = shown.day("In the tenant's legal time zone.")
    issued_at = shown.instant()
    due_on = shown.day("When it is to be paid; null for credit notes.", null=True)
    terms = shown.one_of("prepaid", "on_account")
    ledger = shown.words(example="main")
    case = shown.words(example="case_0198c1a2b3c47d5e8f90123456789abc")
    case_number = shown.words(example="2026-000173")
    reference = shown.words("The front office's.", example="WEB-2026-000417")
    customer = shown.words(example="C-1042")
    buyer = shown.words("Reference of the party of the case.", null=True)
    recipient = shown.words("Reference of who gets the goods; null where they go to the buyer.", null=True)
    currency = shown.words(example="EUR")
    vat = shown.several(VatTotal, "Highest rate first.")
    net = shown.amount()
    gross = shown.amount()
    prepaid = shown.amount("What had been paid before.")
    open = shown.amount("What was left to pay when it was issued; what a credit note gives back.")
    supplies = shown.one_of("goods", "services")
    entry = shown.words("The journal entry behind it.")
    credits = shown.words(
        "The invoice that a credit note takes back; the credit note that an invoice takes back.", null=True
    )
    credited_number = shown.words("The number of that one.", null=True)
    credited_on = shown.day("The day of that one.", null=True)
    reason = shown.words("Why it was taken back.", null=True)
    seller = shown.part(InvoiceSeller, "Null where the installation does not say who sells.", null=True)


class CaseInvoice(ListedInvoice):
    """An invoice with its lines."""

    lines = shown.several(InvoiceLine)


class Invoice(CaseInvoice):
    """An invoice with its lines, whom it is made out to, and where the goods go."""

    billed_to = shown.part(Buyer, "Null for a case that names no buyer.", null=True)
    delivered_to = shown.part(Buyer, "Null where the goods go to the buyer.", null=True)


InvoicePage = shown.page_of(ListedInvoice)
CaseInvoiceList = shown.list_of(CaseInvoice)
