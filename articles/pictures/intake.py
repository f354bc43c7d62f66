"""A stranger's file becomes a picture of our own making, or is refused in words."""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass
from typing import IO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

MAX_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 60_000_000
LONGEST = 2400  # pixels on the longer side
PORTRAIT = 800
QUALITY = 80

_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
# What people send most often and we do not take: where its sign stands, and its name.
_NOT_TAKEN = (
    (0, b"GIF8", "a GIF"),
    (0, b"%PDF", "a PDF"),
    (0, b"II*\0", "a TIFF"),
    (0, b"MM\0*", "a TIFF"),
    (4, b"ftyphei", "an iPhone’s HEIC picture"),
    (4, b"ftypmif1", "an iPhone’s HEIC picture"),
    (0, b"<svg", "an SVG drawing"),
    (0, b"<?xml", "an SVG drawing"),
)
_DAMAGED = (
    "This picture is damaged, or was cut off on its way. "
    "Send it again from the original."
)
_TOO_MANY_PIXELS = (
    f"This picture has more than {MAX_PIXELS // 10**6} million pixels. "
    "Make it smaller and send it again."
)
# An open picture of MAX_PIXELS takes 300 to 560 MB for some seconds, so they queue.
_one_at_a_time = threading.Lock()


class PictureRefused(ValueError):
    """Why it cannot be taken: a sentence or two for the person who sent it."""


class PictureTooLarge(PictureRefused):
    """The file weighs more than ``MAX_BYTES``."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Our own encoding: upright, in sRGB, without a word of metadata."""

    webp: bytes
    width: int
    height: int


def intake(upload: IO[bytes], *, longest: int = LONGEST) -> Prepared:
    """A picture fit for our pages, whatever its file is called or says it is.

    Weight is checked before reading and the number of pixels before decoding; one
    picture is decoded at a time in each process. ``upload`` is left open, anywhere.

    Raises ``PictureRefused`` with words to show for all that we do not take: other
    kinds of file, damage, animation, too many pixels or bytes.
    """
    _weigh(upload)
    with _one_at_a_time:
        try:
            with Image.open(upload, formats=_FORMATS) as image:
                _look(image)
                return _encoded(_in_srgb(_upright(_smaller(image, longest))))
        except PictureRefused:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise PictureRefused(_TOO_MANY_PIXELS) from None
        except UnidentifiedImageError:
            raise PictureRefused(_not_a_picture(upload)) from None
        except Exception as damage:  # decoders raise whatever their libraries do
            raise PictureRefused(_DAMAGED) from damage


def _weigh(upload: IO[bytes]) -> None:
    upload.seek(0, io.SEEK_END)
    size = upload.tell()
    upload.seek(0)
    if not size:
        raise PictureRefused("This file is empty.")
    if size > MAX_BYTES:
        raise PictureTooLarge(
            f"This file is {size / 1024**2:.1f} MB. The most we can take is "
            f"{MAX_BYTES // 1024**2} MB: save it smaller and send it again."
        )


def _look(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise PictureRefused(_TOO_MANY_PIXELS)
    # phones put a second, small picture behind the first (MPO); that is no animation
    if image.format != "MPO" and getattr(image, "is_animated", False):
        raise PictureRefused("This picture moves. Send a still one.")


def _smaller(image: Image.Image, longest: int) -> Image.Image:
    """In a mode that scales well, at most ``longest`` on a side. A JPEG is already
    decoded at half or a quarter of its size where that is enough."""
    if image.mode.startswith("I"):  # 16 bits of grey, which ``convert`` would clip
        image = image.point(lambda tone: tone / 256).convert("L")
    elif image.mode not in {"RGB", "RGBA", "L", "LA", "CMYK"}:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    elif "transparency" in image.info:  # one colour of it
        image = image.convert("RGBA")
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return image.convert("RGBA") if image.mode == "LA" else image


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # spoilt notes in the file do not spoil the picture
        return image


def _in_srgb(image: Image.Image) -> Image.Image:
    """The colours as the picture's own profile meant them; transparency is kept."""
    if image.mode == "RGBA":
        colours = _in_srgb(image.convert("RGB"))
        colours.putalpha(image.getchannel("A"))
        return colours
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
        converted = ImageCms.profileToProfile(
            image, profile, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (KeyError, OSError, ImageCms.PyCMSError):  # none, spoilt, or not for this
        converted = None
    return converted or image.convert("RGB")


def _encoded(image: Image.Image) -> Prepared:
    webp = io.BytesIO()
    image.save(webp, "WEBP", quality=QUALITY)  # takes no notes along unless told to
    return Prepared(webp.getvalue(), *image.size)


def _not_a_picture(upload: IO[bytes]) -> str:
    upload.seek(0)
    head = upload.read(64)
    for at, sign, name in _NOT_TAKEN:
        if head.startswith(sign, at):
            return f"We cannot take {name}. Save it as a JPEG or PNG and send that."
    return "This file is not a picture we can open. Send a JPEG, PNG, WebP or AVIF."
