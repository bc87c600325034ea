"""The jobs of the catalogue and when they come round (importing declares them)."""

from knooppunt.catalogue.offering import tasks as offering_tasks

__all__ = ["offering_tasks"]
