import contextlib
import io
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from articles import pictures
from articles.pictures import PictureRefused, PictureTooLarge, intake
from tests.photos import EXE, GPS, HTML, SVG, phone_photo, photo, png, sent


def opened(prepared) -> Image.Image:
    image = Image.open(io.BytesIO(prepared.webp))
    assert (image.format, image.size) == ("WEBP", (prepared.width, prepared.height))
    return image


def red_is_green() -> bytes:
    """A colour profile by which what is written red is meant green."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"tmp!", 1).replace(b"gXYZ", b"rXYZ", 1)
    return swapped.replace(b"tmp!", b"gXYZ", 1)


def moving(fmt: str) -> bytes:
    file = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(file, fmt, save_all=True, append_images=frames[1:])
    return file.getvalue()


@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_picture_of_every_kind_we_take_becomes_webp(fmt):
    prepared = intake(sent(photo(fmt)))

    red, green, blue = opened(prepared).convert("RGB").getpixel((60, 40))
    assert (prepared.width, prepared.height) == (120, 80)
    assert red > 150
    assert max(green, blue) < 80


def test_the_name_and_the_declared_type_are_not_believed():
    prepared = intake(sent(photo("PNG"), name="../../evil.html", kind="text/html"))

    assert opened(prepared).size == (120, 80)


def test_a_photograph_that_lies_on_its_side_stands():
    prepared = intake(sent(phone_photo(size=(120, 80))))

    assert (prepared.width, prepared.height) == (80, 120)


def test_where_it_was_taken_and_with_what_is_gone():
    assert Image.open(io.BytesIO(phone_photo())).getexif().get_ifd(GPS)

    prepared = intake(sent(phone_photo()))

    assert not opened(prepared).getexif()
    assert not {"exif", "xmp", "icc_profile"} & set(opened(prepared).info)
    assert b"CamCorp" not in prepared.webp


@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_picture_with_its_own_colours_is_seen_as_it_was_meant(fmt):
    upload = sent(photo(fmt, icc_profile=red_is_green()))

    image = opened(intake(upload))

    red, green, _ = image.convert("RGB").getpixel((60, 40))
    assert green > 120
    assert red < 90
    assert "icc_profile" not in image.info


def test_a_spoilt_colour_profile_does_not_spoil_the_picture():
    prepared = intake(sent(photo("PNG", icc_profile=b"no profile" * 20)))

    assert opened(prepared).convert("RGB").getpixel((60, 40))[0] > 150


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")  # Pillow only tells the console
@pytest.mark.parametrize("notes", [b"II*\0" + b"\xff" * 30, b"rubbish" * 9])
@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP"])
def test_spoilt_notes_do_not_spoil_the_picture(fmt, notes):
    prepared = intake(sent(photo(fmt, exif=b"Exif\0\0" + notes)))

    assert opened(prepared).size == (120, 80)


@pytest.mark.parametrize("fmt", ["PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("profile", [b"", red_is_green()])
def test_what_is_transparent_stays_so(fmt, profile):
    file = io.BytesIO()
    drawing = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    drawing.paste((200, 30, 30, 255), (0, 0, 20, 40))
    drawing.save(file, fmt, icc_profile=profile)

    image = opened(intake(sent(file.getvalue())))

    assert image.mode == "RGBA"
    assert image.getpixel((8, 20))[3] > 240
    assert image.getpixel((32, 20))[3] < 15


@pytest.mark.parametrize("mode", ["P", "RGB", "L"])
def test_one_transparent_colour_is_kept(mode):
    drawing, file = Image.new("RGB", (40, 40), "red"), io.BytesIO()
    drawing.paste("blue", (20, 0, 40, 40))
    drawing = drawing.quantize(2) if mode == "P" else drawing.convert(mode)
    drawing.save(file, "PNG", transparency=drawing.getpixel((0, 0)))

    image = opened(intake(sent(file.getvalue())))

    assert image.getpixel((8, 20))[3] < 15
    assert image.getpixel((32, 20))[3] > 240


def test_a_grey_drawing_on_nothing_stays_on_nothing():
    drawing, file = Image.new("LA", (40, 40), (0, 0)), io.BytesIO()
    drawing.paste((90, 255), (0, 0, 20, 40))
    drawing.save(file, "PNG")

    image = opened(intake(sent(file.getvalue())))

    assert image.getpixel((8, 20))[3] > 240
    assert image.getpixel((32, 20))[3] < 15


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK"])
def test_a_picture_in_few_colours_or_for_the_printer_is_taken(mode):
    data = photo("JPEG" if mode == "CMYK" else "PNG", mode=mode)

    assert opened(intake(sent(data))).size == (120, 80)


def test_a_scan_of_sixteen_bits_keeps_its_greys():
    middle = png(40, 40, depth=16, row=b"\x80\x00" * 40)

    grey = opened(intake(sent(middle))).convert("L").getpixel((20, 20))

    assert 118 < grey < 138


def test_a_phones_double_picture_is_not_taken_for_an_animation():
    prepared = intake(sent(moving("MPO")))

    assert opened(prepared).convert("RGB").getpixel((10, 10))[0] > 200


@pytest.mark.parametrize(
    ("size", "longest", "made"),
    [
        ((4000, 3000), 2400, (2400, 1800)),
        ((1000, 4000), 2400, (600, 2400)),
        ((1200, 900), pictures.PORTRAIT, (800, 600)),
        ((300, 200), 2400, (300, 200)),
        ((5000, 1), 2400, (2400, 1)),
    ],
)
@pytest.mark.parametrize("fmt", ["JPEG", "PNG"])
def test_the_longer_side_is_never_more_than_asked_for(fmt, size, longest, made):
    prepared = intake(sent(photo(fmt, size)), longest=longest)

    assert (prepared.width, prepared.height) == made


def test_sixty_million_pixels_are_taken_and_leave_the_file_open():
    upload = io.BytesIO(png(10_000, 6_000))

    prepared = intake(upload)

    assert (prepared.width, prepared.height) == (2400, 1440)
    assert not upload.closed


@pytest.mark.parametrize(
    ("width", "height"), [(10_000, 6_001), (13_000, 13_000), (20_000, 20_000)]
)
def test_a_bomb_is_refused_before_it_goes_off(width, height):
    bomb = sent(png(width, height), name="bomb.png")

    with pytest.raises(PictureRefused, match="more than 60 million pixels"):
        intake(bomb)


def test_a_file_over_the_limit_is_not_even_read():
    class Unread(io.BytesIO):
        def read(self, *args):
            raise AssertionError("read")

    with pytest.raises(PictureTooLarge, match=r"50\.0 MB\. The most .* is 12 MB"):
        intake(Unread(b"\xff" * 50 * 1024**2))


def test_a_file_of_exactly_the_limit_is_taken():
    start = photo()

    prepared = intake(sent(start + b"\0" * (pictures.MAX_BYTES - len(start))))

    assert prepared.width == 120


HEIC = b"\x00\x00\x00\x18ftypheic" + b"\0" * 40


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "This file is empty."),
        (EXE, "not a picture we can open"),
        (HTML, "not a picture we can open"),
        (b"Dear editor, here is my photo.", "not a picture we can open"),
        (b"\0" * 500, "not a picture we can open"),
        (SVG, "We cannot take an SVG drawing"),
        (b'<?xml version="1.0"?>' + SVG, "We cannot take an SVG drawing"),
        (photo("GIF"), "We cannot take a GIF"),
        (b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)//", "We cannot take a GIF"),
        (photo("TIFF"), "We cannot take a TIFF"),
        (b"%PDF-1.7", "We cannot take a PDF"),
        (HEIC, "We cannot take an iPhone’s HEIC picture"),
        (photo("BMP"), "not a picture we can open"),
        (photo(size=(800, 600))[:900], "damaged, or was cut off"),
        (photo("PNG", (800, 600))[:-400], "damaged, or was cut off"),
        (photo("WEBP", (800, 600))[:-40], "cannot|damaged|not a picture"),
        (photo("AVIF", (800, 600))[:-40], "damaged, or was cut off"),
        (b"\x89PNG\r\n\x1a\n" + b"\xff" * 100, "not a picture|damaged"),
        (moving("WEBP"), "This picture moves"),
        (moving("PNG"), "This picture moves"),
        (moving("AVIF"), "This picture moves"),
    ],
)
def test_what_is_not_a_still_whole_picture_is_refused_in_words(data, words):
    with pytest.raises(PictureRefused, match=words):
        intake(sent(data, name="photo.jpg", kind="image/jpeg"))


WHOLE = {fmt: photo(fmt, (60, 40)) for fmt in ("JPEG", "PNG", "WEBP", "AVIF")}


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow only tells the console
@settings(max_examples=150, deadline=None)
@given(fmt=st.sampled_from(sorted(WHOLE)), data=st.data())
def test_no_damage_to_a_file_is_an_error_of_ours(fmt, data):
    file = bytearray(WHOLE[fmt])
    for _ in range(data.draw(st.integers(1, 6))):
        file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))

    with contextlib.suppress(PictureRefused):
        prepared = intake(io.BytesIO(bytes(file)))
        assert max(prepared.width, prepared.height) <= pictures.LONGEST


def test_two_uploads_at_once_are_both_taken():
    made, files = [], [io.BytesIO(photo(size=(1500, 900))) for _ in range(2)]
    threads = [
        threading.Thread(target=lambda f=file: made.append(intake(f))) for file in files
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [prepared.width for prepared in made] == [1500, 1500]
