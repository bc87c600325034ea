"""Addresses of the workspace of those who keep the catalogue."""

from django.urls import URLPattern, path

from knooppunt.catalogue.views import aligning, curating, editing, merging, work

urlpatterns: list[URLPattern] = [
    path("werkplek/aanbod/", work.entries, name="work"),
    path("werkplek/aanbod/nieuw/", editing.add, name="work-add"),
    path("werkplek/aanbod/terug/<int:batch>/", work.restore, name="work-restore"),
    path("werkplek/aanbod/dubbel/", merging.doubles, name="work-doubles"),
    path("werkplek/aanbod/<int:pk>/", work.entry, name="work-entry"),
    path("werkplek/aanbod/<int:pk>/wijzigen/", editing.change, name="work-change"),
    path("werkplek/aanbod/<int:pk>/stand/", work.state, name="work-state"),
    path("werkplek/aanbod/<int:pk>/weg/", work.delete, name="work-delete"),
    path("werkplek/aanbod/<int:pk>/geschiedenis/", work.history, name="work-history"),
    path("werkplek/aanbod/<int:pk>/verbanden/", work.relate, name="work-relate"),
    path("werkplek/aanbod/<int:pk>/samenvoegen/", merging.choose, name="work-merge"),
    path("werkplek/aanbod/<int:pk>/samenvoegen/<int:other>/", merging.merge, name="work-merge-with"),
    path("werkplek/aanbod/samenvoegen/<int:pk>/terug/", merging.undo, name="work-unmerge"),
    path("werkplek/aanbod/<int:pk>/koppelingen/", aligning.alignments, name="work-alignments"),
    path("werkplek/aanbod/<int:pk>/beeld/", work.image, name="work-image"),
    path("werkplek/aanbod/verzamelingen/", curating.collections, name="work-collections"),
    path("werkplek/aanbod/verzamelingen/nieuw/", curating.add, name="work-collection-add"),
    path("werkplek/aanbod/verzamelingen/<int:pk>/", curating.change, name="work-collection"),
    path("werkplek/aanbod/verzamelingen/<int:pk>/weg/", curating.delete, name="work-collection-delete"),
]
