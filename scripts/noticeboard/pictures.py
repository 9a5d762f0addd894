"""Photographs as files: what a file really is, and smaller copies that tell nothing but the picture.

Whatever somebody took or was sent may be opened here: by its bytes, never by its name; with
limits on how much it may unfold to; and only as JPEG, PNG or WebP.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from noticeboard.personal.archives import BROKEN

if TYPE_CHECKING:
    from PIL.Image import Image

MEGABYTE = 1024 * 1024
MAX_BYTES = 20 * MEGABYTE
# Unfolded, a pixel takes three or four bytes: 50 million are 200 MB.
MAX_PIXELS = 50_000_000
# As it comes from a camera, before it is made smaller to be kept.
MAX_RAW_BYTES = 60 * MEGABYTE
MAX_RAW_PIXELS = 150_000_000
KEPT_SIDE = 2000
# Smaller than this nothing can be made out on a phone.
MIN_SIDE = 32
KINDS = ("JPEG", "PNG", "WEBP")
ENDINGS = (".jpg", ".jpeg", ".png", ".webp")
# How colours are stored that every screen shows alike: bits, greys, palettes, red-green-blue.
MODES = ("1", "L", "LA", "P", "PA", "RGB", "RGBA")
QUALITY = 80
ORIENTATION = 0x0112
SIDEWAYS = (5, 6, 7, 8)


class PictureError(Exception):
    """A file that cannot be shown as a photograph: what is wrong and what helps, in Chinese."""

    def __init__(self, message: str, hint: str) -> None:
        """Keep both; ``message`` continues the file's name."""
        super().__init__(message)
        self.message, self.hint = message, hint


@dataclass(frozen=True, slots=True)
class Copy:
    """A smaller copy: a JPEG, its size in pixels."""

    body: bytes
    width: int
    height: int


def look_at(body: bytes) -> tuple[int, int]:
    """Return width and height in pixels, as the picture is seen. Raises ``PictureError``.

    The picture is read to its end, so that one that was cut off is told; a JPEG at an eighth of
    its size, which is enough for that.
    """
    with _opened(body) as image:
        size, turned = image.size, _orientation(image) in SIDEWAYS
        image.draft("RGB", (image.width // 8, image.height // 8))
        image.load()
    return (size[1], size[0]) if turned else size


def copies(body: bytes, widths: tuple[int, ...]) -> tuple[Copy, ...]:
    """Return copies of these widths (pixels), never larger than the picture itself.

    They are progressive JPEGs in sRGB, upright, on white where the picture is see-through, and
    carry nothing of what a camera or a program wrote beside the picture. The same bytes give the
    same copies (with the same Pillow). Raises ``PictureError``.
    """
    upright = _upright(body, max(widths))
    fitting = sorted({min(width, upright.width) for width in widths})
    return tuple(_copy(upright, width) for width in fitting)


def for_keeping(body: bytes) -> Copy:
    """Return what is kept of a photograph as it came: upright, its longer side at most 2000 pixels.

    It may be larger than what is kept otherwise: a phone of today takes 108 million pixels. Raises
    ``PictureError``.
    """
    with _opened(body, raw=True) as image:
        width, height = image.size
        if _orientation(image) in SIDEWAYS:
            width, height = height, width
    wanted = min(width, max(1, round(width * KEPT_SIDE / max(width, height))))
    return _copy(_upright(body, wanted, raw=True), wanted, quality=90)


def cleaned(body: bytes) -> bytes:
    """Return a photograph of the same kind, upright, with nothing beside the picture.

    Raises ``PictureError``.
    """
    with _opened(body, raw=True) as image:
        kind = "JPEG" if image.format == "MPO" else str(image.format)
    kept = for_keeping(body)
    if kind == "JPEG":
        return kept.body
    upright, out = _upright(body, kept.width, raw=True), io.BytesIO()
    upright.info = {}
    if upright.width != kept.width:
        upright = upright.resize((kept.width, kept.height))
    upright.save(out, kind, **({"quality": 90} if kind == "WEBP" else {"optimize": True}))
    return out.getvalue()


def _copy(image: Image, width: int, quality: int = QUALITY) -> Copy:
    from PIL.Image import Resampling

    height = max(1, round(image.height * width / image.width))
    if width != image.width:
        image = image.resize((width, height), Resampling.LANCZOS, reducing_gap=3.0)
    out = io.BytesIO()
    image.info = {}  # else its remarks would be written, too
    image.save(out, "JPEG", quality=quality, progressive=True, optimize=True, subsampling="4:2:0")
    return Copy(out.getvalue(), width, height)


def _upright(body: bytes, width: int, *, raw: bool = False) -> Image:
    """Return the picture as it is seen, in red, green and blue, at least ``width`` wide if it was."""
    from PIL import Image

    with _opened(body, raw=raw) as image:
        turned = _orientation(image) in SIDEWAYS
        # A JPEG can be read at a half or a quarter: much faster, and as good for a smaller copy.
        if (image.height if turned else image.width) > 2 * width:
            image.draft("RGB", (2 * width, 2 * width))
        image.load()
        coloured = _in_srgb(_turned(image))
        if coloured.mode == "RGB":
            return coloured
        ground = Image.new("RGBA", coloured.size, "white")
        ground.alpha_composite(coloured.convert("RGBA"))
        return ground.convert("RGB")


def _in_srgb(image: Image) -> Image:
    """Return the picture with the colours that a screen expects of one without a profile."""
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if image.mode in ("1", "L"):
        return image.convert("RGB")
    if image.mode in ("LA", "P", "PA"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    if not profile:
        return image
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        turned = ImageCms.profileToProfile(image, own, srgb, outputMode=image.mode)
    except (ImageCms.PyCMSError, OSError):
        return image  # a broken profile: shown as every browser shows it
    return turned or image


def _orientation(image: Image) -> int:
    """Return how the picture is to be turned, 1 to 8; 1 where the camera's remarks are broken."""
    try:
        told = image.getexif().get(ORIENTATION, 1)
    except BROKEN:
        return 1
    return told if isinstance(told, int) and 1 <= told <= 8 else 1


def _turned(image: Image) -> Image:
    from PIL.Image import Transpose

    how = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }.get(_orientation(image))
    return image if how is None else image.transpose(how)


@contextmanager
def _opened(body: bytes, *, raw: bool = False) -> Iterator[Image]:
    """Give the picture, judged by its head; whatever is broken in it is a ``PictureError``.

    ``raw``: as it came from a camera, larger than what may be kept.
    """
    from PIL.Image import DecompressionBombError
    from PIL.Image import open as read_image

    _refuse_other_kinds(body, MAX_RAW_BYTES if raw else MAX_BYTES)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of what is told here
            with read_image(io.BytesIO(body), formats=KINDS) as image:
                _refuse_by_head(image, raw)
                yield image
    except DecompressionBombError:
        raise PictureError("像素太多，太大了", SMALLER) from None
    except BROKEN as error:
        raise PictureError(
            f"打不开，文件坏了或者没有传完（{type(error).__name__}）",
            "从手机或相机里重新拷一次；用看图软件打开看看，再另存为 JPG",
        ) from None


def _refuse_other_kinds(body: bytes, most: int) -> None:
    if len(body) > most:
        size = len(body) / MEGABYTE
        raise PictureError(f"有 {size:.0f} MB，超过了 {most // MEGABYTE} MB", SMALLER)
    if body[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftyphevc"):
        raise PictureError(
            "是 HEIC 格式（苹果和一些新手机就这样存），很多手机和浏览器打不开",
            "在手机“设置 → 相机 → 格式”里选“兼容性最佳”再拍；拍好的，在微信里发一次就成了 JPG",
        )
    jpeg, png = body.startswith(b"\xff\xd8\xff"), body.startswith(b"\x89PNG\r\n\x1a\n")
    if not (jpeg or png or (body[:4] == b"RIFF" and body[8:12] == b"WEBP")):
        raise PictureError(
            "不是 JPG、PNG、WebP 图片（看的是内容，不是名字）", "用看图软件打开，另存为 JPG"
        )


SMALLER = "用 noticeboard photo add 加进来，会自动缩小；或者用看图软件改小再存"


def _refuse_by_head(image: Image, raw: bool) -> None:
    """Refuse what the head tells already, before anything is unfolded."""
    width, height = image.size
    # Only a JPEG is unfolded at a part of its size.
    most = MAX_RAW_PIXELS if raw and image.format in ("JPEG", "MPO") else MAX_PIXELS
    if width * height > most:
        size = f"{most // 10_000}万个"
        raise PictureError(f"有 {width}×{height} 个像素，太大了（最多{size}）", SMALLER)
    if min(width, height) < MIN_SIDE:
        raise PictureError(f"只有 {width}×{height} 个像素，看不清", "换一张原来大小的")
    if image.format != "MPO" and getattr(image, "is_animated", False):
        raise PictureError("是会动的图", "截一张不动的，存成 JPG")
    if image.mode not in MODES:
        raise PictureError(
            f"颜色的存法（{image.mode}）网页上显示不准", "用看图软件打开，另存为普通的 JPG"
        )
