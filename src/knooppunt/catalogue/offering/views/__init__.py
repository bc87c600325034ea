"""The pages of offering, by who comes there."""
