"""Claims handed over to the collector, what it answers, and the municipality's own enforcement."""
