"""Users for tests: each can sign in (verified mailbox), none has a password."""

import factory
from allauth.account.models import EmailAddress

from knooppunt.accounts.models import User


class UserFactory(factory.django.DjangoModelFactory):
    """A user with a verified mailbox at a reserved domain."""

    email = factory.Sequence(lambda n: f"persoon{n}@voorbeeld.example")
    name = factory.Sequence(lambda n: f"Persoon {n} Voorbeeld")

    class Meta:
        model = User
        skip_postgeneration_save = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        user = model_class.objects.create_user(*args, **kwargs)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user
