from django.apps import AppConfig


class SampleConfig(AppConfig):
    name = "knooppunt.core.tests.sample"
    label = "core_sample"
    default_auto_field = "django.db.models.BigAutoField"
