"""The addresses of an installation whose data folder is marked as demo. They exist nowhere else."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from knooppunt.config import urls

handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500

urlpatterns = [
    *i18n_patterns(
        path("demo/", include("knooppunt.accounts.urls_demo")),
        path("demo/", include("knooppunt.core.urls_demo")),
        prefix_default_language=False,
    ),
    *urls.urlpatterns,
]
