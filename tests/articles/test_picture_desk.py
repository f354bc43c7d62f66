import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import TemporaryUploadedFile

from articles.models import Picture
from articles.picture_desk import keep, keeping
from articles.pictures import PictureRefused
from tests.photos import EXE, files_in, phone_photo, png, sent

pytestmark = pytest.mark.usefixtures("stores")


def test_a_picture_is_kept_with_its_original(ines, stores):
    upload = phone_photo(size=(120, 80))

    picture = keep(sent(upload, name="../../evil.html"), by=ines)

    picture.refresh_from_db()
    assert (picture.width, picture.height) == (80, 120)
    assert picture.uploaded_by == ines
    assert picture.source_type == picture.credit == ""
    with picture.original.open() as original:
        assert original.read() == upload
    assert picture.file.url == picture.address
    assert files_in(stores) == [
        f"media/pictures/{picture.uuid}.webp",
        f"private/originals/{picture.uuid}",
    ]


def test_a_large_upload_that_waits_on_disk_is_kept_too(ines, stores):
    upload = TemporaryUploadedFile("photo.jpg", "image/jpeg", 0, None)
    upload.write(phone_photo())
    upload.size = upload.tell()

    picture = keep(upload, by=ines)

    with picture.original.open() as original:
        assert original.read() == phone_photo()
    upload.close()


@pytest.mark.parametrize("data", [EXE, b"", png(20_000, 20_000)])
def test_what_is_refused_leaves_nothing_behind(ines, stores, data):
    with pytest.raises(PictureRefused):
        keep(sent(data), by=ines)

    assert not Picture.objects.exists()
    assert files_in(stores) == []


@pytest.mark.parametrize("fails_at", ["pictures", "originals"])
def test_a_full_disk_leaves_nothing_behind(ines, stores, monkeypatch, fails_at):
    whole = FileSystemStorage._save

    def full(self, name, content):
        whole(self, name, content)
        if name.startswith(fails_at):
            raise OSError(28, "No space left on device")
        return name

    monkeypatch.setattr(FileSystemStorage, "_save", full)

    with pytest.raises(OSError, match="No space left"):
        keep(sent(phone_photo()), by=ines)

    assert not Picture.objects.exists()
    assert files_in(stores) == []


def test_a_step_that_fails_afterwards_takes_the_picture_with_it(ines, stores):
    def put_into_a_closed_piece():
        with keeping(sent(phone_photo()), by=ines):
            assert Picture.objects.count() == 1
            assert len(files_in(stores)) == 2
            raise LookupError("the piece is closed")

    with pytest.raises(LookupError):
        put_into_a_closed_piece()

    assert not Picture.objects.exists()
    assert files_in(stores) == []


def test_a_row_the_database_refuses_leaves_no_file_behind(ines, stores):
    ines.delete()  # closed the account while the picture was on its way

    with pytest.raises(ValueError, match="unsaved related object"):
        keep(sent(phone_photo()), by=ines)

    assert files_in(stores) == []
