"""What operations decides: pure functions on frozen dataclasses."""
