"""Members find each other, and look after what is known of themselves. Nobody is shown who did not agree."""
