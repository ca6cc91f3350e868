"""What the programs tell of themselves: measures, traces and logs."""
