"""The outside world behind the ports: banks, identity providers."""
