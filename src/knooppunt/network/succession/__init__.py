"""A contact names a successor; the hub takes that over with one press, and can take it back."""
