"""Who does what in a region: one page, in the national layout, from the data, with words of the hub where it wants."""
