"""What logistics knows and decides; pure."""
