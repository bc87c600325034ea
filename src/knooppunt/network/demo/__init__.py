"""Example data for the demo: the real hubs, and an entirely fictional register."""

from .hubs import load_demo_hubs
from .register import load_demo_register

__all__ = ["load_demo_hubs", "load_demo_register"]
