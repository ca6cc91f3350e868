"""What others may read of the notifications database."""
