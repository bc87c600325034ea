"""The application that the web server loads. ``knooppunt serve`` loads it once and forks; another server may name it
too.
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "knooppunt.config.settings")
application = get_wsgi_application()
