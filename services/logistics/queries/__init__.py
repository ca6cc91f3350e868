"""What others may read of logistics' database."""
