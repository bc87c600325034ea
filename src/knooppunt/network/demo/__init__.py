"""Example data for the demo: the real hubs, and an entirely fictional register."""

from .hubs import load_demo_hubs
from .register import load_demo_register
from .relations import load_demo_relations

__all__ = ["load_demo_hubs", "load_demo_register", "load_demo_relations"]
