"""What bodies and queries may look like: shape and limits, no business rules."""
