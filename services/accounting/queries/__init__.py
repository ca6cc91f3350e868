"""What others may read of accounting, through a read-only account."""
