"""What others may read, through an account that may only read."""
