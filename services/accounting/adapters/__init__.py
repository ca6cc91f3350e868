"""The outside world of accounting: the ERP."""
