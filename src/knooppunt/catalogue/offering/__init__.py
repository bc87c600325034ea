"""Offering: proposing entries, reviewing them, and keeping them true.

A part of the catalogue with its own tables. Everything that is proposed waits as a ``Submission`` beside the entry it is
about; only an approval writes entries, through the catalogue's own actions.
"""
