"""Tables that exist in tests only, to try the mixins on."""
