"""Many closed cases in no time: copies of what really processed ones left in every database."""
