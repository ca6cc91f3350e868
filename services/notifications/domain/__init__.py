"""Who listens, what they are told, and under which id."""
