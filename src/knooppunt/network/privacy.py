"""The personal data of the network, by noun."""

from knooppunt.network import privacy_people, privacy_register  # noqa: F401 (importing declares)
