"""What others may read of validation."""
