"""Users. What a user may do where is a mandate (``network.Mandate``); this app knows only who somebody is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import rules
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes users; nobody ever gets a password."""

    def create_user(self, email: str, name: str = "", **extra: Any) -> User:
        """A user with an unusable password."""
        user = self.model(email=email.strip().lower(), name=name.strip(), **extra)
        user.set_unusable_password()
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in, by a code in the mail or a passkey."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[("nl", "Nederlands"), ("en", "English")], default="nl"
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique_ci")]

    def __str__(self) -> str:
        return self.name or self.email

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether the rules allow ``perm`` to this user, for ``obj`` or (without one) for at least one object.

        Straight to django-rules: no table of permissions is read, and ``is_superuser`` opens nothing. Raises
        ``LookupError`` for a permission that no app has registered, so that a misspelt name shows itself.
        """
        if not rules.perm_exists(perm):
            raise LookupError(f"No app has registered the permission {perm!r}.")
        return self.is_active and bool(rules.has_perm(perm, self, obj))

    def has_perms(self, perm_list: Iterable[str], obj: Any = None) -> bool:
        """Whether the rules allow all of them."""
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """Never: this is asked by Django's admin only, which we do not use."""
        return False

    def get_full_name(self) -> str:
        """The name, for libraries that ask for it."""
        return self.name

    def get_short_name(self) -> str:
        """The first word of the name."""
        return self.name.split(" ")[0] if self.name else self.email


class SignInCode(models.Model):
    """A code that was mailed to a mailbox, good for one sign-in until it expires. Only hashes are kept.

    Codes belong to the mailbox, not to the browser that asked: an outsider who uses up the codes of an hour has thereby
    sent them to the owner, who can use them. There is a row for unknown mailboxes too (``user`` empty), so that asking
    takes the same work and time for everybody.
    """

    mailbox = models.CharField(max_length=80, db_index=True, editable=False, help_text="hash of the address")
    code_hash = models.CharField(max_length=64, editable=False)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"


class SignedInSession(models.Model):
    """A browser in which somebody is signed in: what the owner needs to recognise and end it, and no more."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="signed_in_sessions")
    session_key = models.CharField(max_length=40, unique=True, editable=False)
    device = models.CharField(max_length=80, blank=True, help_text="such as: Firefox on Linux")
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return f"{self.device} {self.seen_at:%Y-%m-%d}"


class Consent(models.Model):
    """What somebody agreed to, in which words and when; and when it was withdrawn. Rows are never rewritten."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    subject_label = models.CharField(max_length=200, blank=True)
    text = models.TextField(help_text="the words that were shown")
    text_version = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "subject_kind", "subject_id"],
                condition=models.Q(withdrawn_at__isnull=True, subject_id__isnull=False),
                name="consent_open_once_per_subject",
            ),
            models.UniqueConstraint(  # NULLs differ from each other on SQLite, so these need one of their own
                fields=["user", "kind"],
                condition=models.Q(withdrawn_at__isnull=True, subject_id__isnull=True),
                name="consent_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_label}".strip()
