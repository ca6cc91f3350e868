"""What two rooms or more need: contracts, runtime, persistence, security, telemetry."""
