"""What differs between installations: time zone, currency, credit, accounts, ERP."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from decimal import Decimal

from services.accounting.domain.chart import GOODS, VAT_RATES
from services.accounting.domain.seller import Seller

EVERYBODY = "*"


@dataclass(frozen=True)
class Rules:
    """Fixed while the process runs.

    zone: legal time zone of tenants without one in `zones`; currency: of all ledgers; credit_limit: of
    customers that have none of their own, in `currency`; sales_account: 707 or 706; vat_rates: per cent;
    erp: where entries are sent, empty for nowhere; erp_tenants: whose, empty for everybody's;
    pull_tenants: whose entries an ERP fetches instead, `*` for everybody's; sellers: who issues a tenant's
    invoices, `*` for tenants without a seller of their own.
    """

    zone: tzinfo
    zones: Mapping[str, tzinfo] = field(default_factory=dict)
    currency: str = "EUR"
    credit_limit: Decimal = Decimal("50000.00")
    sales_account: str = GOODS
    vat_rates: frozenset[Decimal] = VAT_RATES
    erp: str = ""
    erp_tenants: frozenset[str] = frozenset()
    pull_tenants: frozenset[str] = frozenset()
    sellers: Mapping[str, Seller] = field(default_factory=dict)

    def today(self, tenant: str, now: datetime) -> date:
        """The date at that instant where the tenant keeps its books."""
        return now.astimezone(self.zones.get(tenant, self.zone)).date()

    def sends_to_erp(self, tenant: str) -> bool:
        if self.pulled_by_erp(tenant) or not self.erp:
            return False
        return not self.erp_tenants or tenant in self.erp_tenants

    def pulled_by_erp(self, tenant: str) -> bool:
        """Whether an ERP fetches this tenant's entries; nothing is pushed then."""
        return tenant in self.pull_tenants or EVERYBODY in self.pull_tenants

    def seller(self, tenant: str) -> Seller | None:
        return self.sellers.get(tenant) or self.sellers.get(EVERYBODY)
