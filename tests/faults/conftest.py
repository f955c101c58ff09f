"""The post office of the delivery tests, for faults."""

from tests.delivery.conftest import office, server

__all__ = ("office", "server")
