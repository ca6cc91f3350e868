"""What logistics takes from outside."""
