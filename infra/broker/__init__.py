"""What the broker must have, and who may do what on it."""
