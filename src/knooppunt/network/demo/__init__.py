"""Example data for the demo: the real hubs, and an entirely fictional register."""

from .hubs import load_demo_hubs

__all__ = ["load_demo_hubs"]
