"""The picture of a hub's network: what is in it, where it stands, what it says in words, and how it is taken along."""
