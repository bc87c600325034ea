"""``knooppunt check``: is this installation sound and safe? Each finding is a sentence that says what to do."""

from __future__ import annotations

import stat
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.core.checks import WARNING, run_checks
from django.utils.translation import gettext as _

from knooppunt.operations import demo_mark, health, place

# Django's advice that is met in another way here.
MET_OTHERWISE = {
    "security.W002": "X-Frame-Options: sent by core.middleware.Shield",
    "security.W004": "HSTS: sent behind TLS (KNOOPPUNT_TLS), which has a finding of its own",
    "security.W008": "redirect to https: the proxy's work",
    "security.W012": "secure session cookie: follows KNOOPPUNT_TLS",
    "security.W016": "secure CSRF cookie: follows KNOOPPUNT_TLS",
    "security.W021": "HSTS preload: the owner of the domain decides",
}


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be; ``serious`` ones make the command fail."""

    sentence: str
    serious: bool = True


def find() -> list[Finding]:
    """Everything that is not as it should be."""
    return [*_secret(), *_folder(), *_addresses(), *_mail(), *_people(), *_health(), *_django()]


def _secret() -> list[Finding]:
    path = place.secret_file()
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        return [Finding(_("Others on this machine can read the key: run 'chmod 600 %(file)s'.") % {"file": path})]
    return []


def _folder() -> list[Finding]:
    if stat.S_IMODE(settings.DATA.stat().st_mode) & 0o007:
        words = _("Others on this machine can read the database and the files: run 'chmod 700 %(folder)s'.")
        return [Finding(words % {"folder": settings.DATA}, serious=False)]
    return []


def _addresses() -> list[Finding]:
    found: list[Finding] = []
    if settings.DEBUG:
        found.append(Finding(_("KNOOPPUNT_DEBUG is on: error pages show everything to everybody. Switch it off.")))
    if demo_mark.read() is not None:
        words = _("This is a demo: everybody may sign in as anybody. Put no real data in it.")
        return [*found, Finding(words, serious=False)]
    if "*" in settings.ALLOWED_HOSTS:
        found.append(Finding(_("KNOOPPUNT_HOSTS allows every name: list the names of this site.")))
    if not settings.TLS:
        found.append(Finding(_("KNOOPPUNT_TLS is off: put a proxy with TLS in front and set it to 1.")))
    if not settings.SITE_URL.startswith("https://"):
        found.append(Finding(_("KNOOPPUNT_URL does not begin with https://: links in mails would not be safe.")))
    host = settings.SITE_URL.split("://")[-1].split("/")[0].rsplit(":", 1)[0]
    if not any(host == name or (name[:1] == "." and host.endswith(name)) for name in settings.ALLOWED_HOSTS):
        found.append(Finding(_("The name in KNOOPPUNT_URL (%(host)s) is not in KNOOPPUNT_HOSTS.") % {"host": host}))
    return found


def _mail() -> list[Finding]:
    found: list[Finding] = []
    if demo_mark.read() is not None:
        return found
    if not settings.EMAIL_HOST:
        found.append(Finding(_("EMAIL_HOST is not set: nobody gets a sign-in code; mail waits in the outbox.")))
    for name, value in (
        ("KNOOPPUNT_MAIL_FROM", settings.DEFAULT_FROM_EMAIL),
        ("KNOOPPUNT_SUPPORT_MAIL", settings.SUPPORT_MAIL),
    ):
        if ".example" in value:
            found.append(Finding(_("%(name)s is still an example address: give one that is read.") % {"name": name}))
    return found


def _people() -> list[Finding]:
    mandates = apps.get_model("network", "Mandate")
    if not health.check_database().ok or health.check_migrations().ok is False:
        return []
    if mandates.objects.current().filter(role="administrator").exists():
        return []
    return [Finding(_("There is no administrator yet: run 'knooppunt create-administrator --email …'."))]


def _health() -> list[Finding]:
    words = {"background": _("The background work has not been round lately: is 'knooppunt serve' running here?")}
    return [
        Finding(words.get(name) or f"{name}: {result.detail}", serious=name != "background")
        for name, result in health.run_checks().items()
        if not result.ok
    ]


def _django() -> list[Finding]:
    messages = [one for one in run_checks(include_deployment_checks=True) if one.level >= WARNING]
    return [Finding(f"{one.id}: {one.msg}") for one in messages if one.id not in MET_OTHERWISE]
