"""All services in one process on simulated time, under every fault that the runtime promises to survive."""
