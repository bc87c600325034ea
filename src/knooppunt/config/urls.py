"""Every address of Knooppunt. Pages live in Dutch paths; English pages stand under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

handler400 = "knooppunt.core.views.errors.bad_request"
handler403 = "knooppunt.core.views.errors.permission_denied"
handler404 = "knooppunt.core.views.errors.page_not_found"
handler500 = "knooppunt.core.views.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("knooppunt.operations.urls")),
    path("", include("knooppunt.core.urls_machines")),
    *i18n_patterns(
        # What is asked for most stands first: Django tries the addresses one after another, 2 µs each.
        path("", include("knooppunt.catalogue.urls")),
        path("", include("knooppunt.accounts.urls")),
        path("", include("knooppunt.core.urls_links")),
        path("", include("knooppunt.network.urls")),
        path("", include("knooppunt.framework.urls")),
        path("", include("knooppunt.plans.urls")),
        path("", include("knooppunt.journal.urls")),
        path("", include("knooppunt.reports.urls")),
        path("", include("knooppunt.portal.urls")),
        prefix_default_language=False,
    ),
]
