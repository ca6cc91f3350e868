"""docker-compose.yml run for real: stories, restart, upgrade, losses. `make compose-test`."""
