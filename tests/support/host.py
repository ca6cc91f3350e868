"""Where stand-ins of partners listen, and under which name the platform reaches them."""

import os

HOST = os.environ.get("COULISSE_TEST_HOST", "127.0.0.1")
"""Loopback; inside a container of tests, that container's own name on the network of the platform."""
