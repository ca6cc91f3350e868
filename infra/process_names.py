"""Every kind of process of Coulisse. Each has a broker user, a database user and a program of its own."""

SERVICES = ("intake", "validation", "accounting", "logistics", "notifications", "operations")
PROCESSES = (*SERVICES, "gateway", "stream")
