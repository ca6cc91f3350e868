"""The services that receive messages."""

SERVICES = ("intake", "validation", "accounting", "logistics", "notifications", "operations")
