"""Accounting: payments, invoices, the journal, and what the ERP knows of it."""
