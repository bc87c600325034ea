"""Knooppunt: the one place where Dutch palliative-care education comes together."""

__version__ = "0.1.0"
