"""What validation decides: pure functions on what is known."""
