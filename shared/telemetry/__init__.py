"""Logs, and later metrics and traces, alike in every process."""
