"""What differs between installations: time zone, currency, credit, accounts, ERP."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from decimal import Decimal

from services.accounting.domain.chart import GOODS, VAT_RATES


@dataclass(frozen=True)
class Rules:
    """Fixed while the process runs.

    zone: legal time zone of tenants without one in `zones`; currency: of all ledgers; credit_limit: of
    customers that have none of their own, in `currency`; sales_account: 707 or 706; vat_rates: per cent;
    erp: where entries are sent, empty for nowhere; erp_tenants: whose, empty for everybody's.
    """

    zone: tzinfo
    zones: Mapping[str, tzinfo] = field(default_factory=dict)
    currency: str = "EUR"
    credit_limit: Decimal = Decimal("50000.00")
    sales_account: str = GOODS
    vat_rates: frozenset[Decimal] = VAT_RATES
    erp: str = ""
    erp_tenants: frozenset[str] = frozenset()

    def today(self, tenant: str, now: datetime) -> date:
        """The date at that instant where the tenant keeps its books."""
        return now.astimezone(self.zones.get(tenant, self.zone)).date()

    def sends_to_erp(self, tenant: str) -> bool:
        return bool(self.erp) and (not self.erp_tenants or tenant in self.erp_tenants)
