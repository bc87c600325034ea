"""A form that arrives twice counts once.

Browsers send a form again after a second press, after a reload, and when the network lost the answer. Each time a page
is drawn its forms carry another mask of the CSRF token (``django.middleware.csrf``), so the same token with the same
words is the same form: it is answered with what the first one led to. Who really wants the same thing twice opens the
form again, and that is another one.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone

from knooppunt.core.models import SentForm
from knooppunt.core.models.sent import LONGEST

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

KEPT = timedelta(days=1)
BUSY = timedelta(seconds=30)  # whoever is still at work after this has stopped half-way
PAUSE = 0.05  # seconds
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 – the name of a field


def once(view: View) -> View:
    """For a view that makes something and then leads elsewhere. Stands below the declaration of access.

    An answer that is no redirect made nothing: the same form may come again.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" or TOKEN not in request.POST:
            return view(request, *args, **kwargs)
        key = key_of(request)
        if led_to := _claim(key):
            return redirect(led_to)
        mine = SentForm.objects.filter(key=key)
        try:
            response = view(request, *args, **kwargs)
        except BaseException:
            mine.delete()
            raise
        where = response["Location"] if isinstance(response, HttpResponseRedirect) else ""
        if 0 < len(where) <= LONGEST:
            mine.update(location=where)
        else:
            mine.delete()
        return response

    return cast(View, wrapped)


def key_of(request: HttpRequest) -> str:
    """A hash of who sends what where. Of files their name and size count."""
    files: list[Any] = [(name, [(one.name, one.size) for one in those]) for name, those in request.FILES.lists()]
    sent = (request.user.pk, request.get_full_path(), sorted(request.POST.lists()), sorted(files))
    return hashlib.sha256(repr(sent).encode("utf-8", "surrogatepass")).hexdigest()


def clean() -> int:
    """Forget what was sent more than a day ago; returns how many."""
    return SentForm.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]


def _claim(key: str) -> str:
    """Empty when the form is new, and from then on it is known; else where it led, as soon as that is clear."""
    while True:
        row, is_new = SentForm.objects.get_or_create(key=key)
        if is_new or row.location:
            return row.location
        if row.at < timezone.now() - BUSY:
            # Of several who wait for one that stopped, one takes over.
            if SentForm.objects.filter(key=key, at=row.at, location="").update(at=timezone.now()):
                return ""
            continue
        time.sleep(PAUSE)
