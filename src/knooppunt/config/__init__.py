"""Settings and the address table: the only package that knows every other."""
