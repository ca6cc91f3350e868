"""Dashboards, alert rules, and what to do when an alert fires."""
