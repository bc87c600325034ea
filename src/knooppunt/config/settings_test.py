"""Settings for the tests: the real ones, with a throw-away data folder and quicker hashing."""

import os
import tempfile

os.environ.setdefault("KNOOPPUNT_DATA", tempfile.mkdtemp(prefix="knooppunt-test-"))
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)

from knooppunt.config.settings import *  # noqa: F403
from knooppunt.config.settings import INSTALLED_APPS, STATIC_ROOT, STORAGES

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns about a missing folder

DEMO = True
INSTALLED_APPS = [*INSTALLED_APPS, "knooppunt.core.tests.sample"]  # tables to try the base models on
ROOT_URLCONF = "knooppunt.config.urls_demo"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
LOG_LEVEL = "ERROR"
LOGGING = {"level": "ERROR"}
COUNT_SECONDS = 0  # no thread writes by itself
# Tests roll back what they wrote, which no database counts as a change; the cache has tests of its own.
MIDDLEWARE = [name for name in MIDDLEWARE if not name.endswith("PublicPages")]  # noqa: F405
