"""Who issues invoices: what the law wants to read of a seller on each of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """Copied into every invoice that it issues, so that a later change does not touch what was issued.

    name, address, siren, vat_number: CGI annexe II, article 242 nonies A; legal_form, capital, register (such as
    `RCS Lyon`): Code de commerce, R123-237 and R123-238; payment_days: from the date of issue, at most 60 (Code de
    commerce, L441-10); late_rate: how late-payment penalties are reckoned, in French and English; iban, bic: where to
    pay; vat_on_debits: whether VAT on services is due on debits.
    """

    name: str
    line1: str
    postcode: str
    city: str
    siren: str
    vat_number: str
    line2: str = ""
    country: str = "FR"
    legal_form: str = ""
    capital: str = ""
    siret: str = ""
    register: str = ""
    email: str = ""
    phone: str = ""
    iban: str = ""
    bic: str = ""
    payment_days: int = 30
    late_rate_fr: str = "trois fois le taux d'intérêt légal"
    late_rate_en: str = "three times the French legal interest rate"
    vat_on_debits: bool = False
