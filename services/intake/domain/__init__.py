"""What intake decides: pure functions over the case and its type."""
