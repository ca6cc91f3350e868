"""Tells front offices what happened to their cases, by signed webhooks."""
