import pytest
from django.db import IntegrityError, transaction

from articles.models import Byline, Edition
from tests.factories import make_article


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Edition, Byline])
def test_what_readers_saw_cannot_be_changed_in_place(model):
    make_article()

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        model.objects.update(**{"headline" if model is Edition else "name": "Other"})


@pytest.mark.django_db
def test_an_edition_nobody_has_seen_can_be_taken_back_whole():
    article = make_article(hours_ago=-5)

    article.edition = None
    article.save()
    article.delete()

    assert not Edition.objects.exists()
