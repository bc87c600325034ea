"""What every test needs. Kept small: fixtures of an app stand beside the app."""

import os

# Playwright's sync interface runs an event loop of its own in the test's thread; Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
