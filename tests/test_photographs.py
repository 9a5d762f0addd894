"""Photographs: only the picture reaches the site; what is broken or hostile is told, never a traceback."""

from __future__ import annotations

import csv
import io
import struct
import subprocess
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from playwright.sync_api import Browser
from typer.testing import CliRunner

from noticeboard.cli import app
from noticeboard.commands.build import Options, build
from noticeboard.commands.check import check_command
from noticeboard.commands.photo import Given, add, clean
from noticeboard.commands.scan import scan_history, scan_site
from noticeboard.errors import DataProblems, UsageError
from noticeboard.personal.beside import picture_tells
from noticeboard.pictures import MAX_PIXELS, PictureError, copies, look_at
from noticeboard.project import Project
from tests.browser import chromium, visit
from tests.conftest import DAY
from tests.faults import town_of
from tests.photographs import camera, drawn, saved

WIDTHS = (480, 960)
RED, GREEN, BLUE, WHITE = (192, 57, 43), (39, 174, 96), (36, 88, 166), (255, 255, 255)


def corners(image: Image.Image) -> list[tuple[int, ...]]:
    """Return the colours near the corners, clockwise from the left top."""
    image = image.convert("RGB")
    w, h = image.size
    points = (
        (w // 4, h // 4),
        (3 * w // 4, h // 4),
        (3 * w // 4, 3 * h // 4),
        (w // 4, 3 * h // 4),
    )
    return [image.getpixel(point) for point in points]  # type: ignore[misc]


def alike(one: list[tuple[int, ...]], other: list[tuple[int, ...]], most: int = 6) -> bool:
    return all(
        abs(a - b) <= most
        for x, y in zip(one, other, strict=True)
        for a, b in zip(x, y, strict=True)
    )


def reread(body: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(body))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_the_picture_is_left(kind: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    body = saved(
        drawn(),
        kind,
        exif=camera(1, place=True, device=True),
        icc_profile=profile,
        xmp=b"<x:xmpmeta/>",
    )
    assert {"拍摄地点", "拍摄时间", "机主", "手机或相机的型号"} <= set(picture_tells(body))
    for copy in copies(body, WIDTHS):
        image = reread(copy.body)
        assert image.format == "JPEG"
        assert image.info.get("progressive") == 1
        assert not dict(image.getexif())
        assert set(image.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }
        assert picture_tells(copy.body) == []
        assert all(
            word not in copy.body for word in (b"Phone 12", b"Exif", b"xmpmeta", b"ICC_PROFILE")
        )


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_as_it_was_held(orientation: int) -> None:
    upright = drawn(600, 400)
    how = {2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
           5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270}  # fmt: skip
    stored = upright.transpose(how[orientation]) if orientation in how else upright
    body = saved(stored, "PNG", exif=camera(orientation))
    assert look_at(body) == (600, 400)
    (copy,) = copies(body, (480,))
    assert (copy.width, copy.height) == (480, 320)
    assert alike(corners(reread(copy.body)), [RED, GREEN, BLUE, WHITE])
    assert reread(copy.body).size == (480, 320)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_way_of_storing_colours_is_shown_in_red_green_and_blue(mode: str) -> None:
    (copy,) = copies(saved(drawn(640, 480, mode), "PNG"), (480,))
    assert reread(copy.body).mode == "RGB"


def test_what_is_see_through_becomes_white() -> None:
    clear = Image.new("RGBA", (600, 400), (0, 0, 0, 0))
    (copy,) = copies(saved(clear, "PNG"), (480,))
    assert alike(corners(reread(copy.body)), [WHITE] * 4)


def test_colours_of_another_profile_are_turned_into_those_of_a_screen() -> None:
    """In a profile of other primaries the same numbers mean another colour: they must change."""
    path = next((p for p in Path("/usr/share/color/icc").rglob("*.icc") if "dobe" in p.name), None)
    if path is None:
        srgb = ImageCms.createProfile("LAB", 5000)
        body = saved(drawn(), "JPEG", icc_profile=ImageCms.ImageCmsProfile(srgb).tobytes())
    else:
        body = saved(drawn(), "JPEG", icc_profile=path.read_bytes())
    for copy in copies(body, WIDTHS):
        assert "icc_profile" not in reread(copy.body).info


def test_copies_are_never_larger_than_the_picture_and_always_the_same() -> None:
    body = saved(drawn(700, 500))
    made = copies(body, WIDTHS)
    assert [(copy.width, copy.height) for copy in made] == [(480, 343), (700, 500)]
    assert made == copies(body, WIDTHS)
    assert [copy.width for copy in copies(saved(drawn(200, 900)), WIDTHS)] == [200]


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, bits: int = 8, colour: int = 2, data: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(data))
        + chunk(b"IEND", b"")
    )


def film() -> bytes:
    return saved(
        drawn(64, 48),
        "WEBP",
        save_all=True,
        append_images=[drawn(64, 48, "L").convert("RGB")],
        duration=100,
    )


HOSTILE = {
    "bomb": (png(60_000, 60_000), "太大"),
    "just too many pixels": (png(10_000, MAX_PIXELS // 10_000 + 1), "太大"),
    "cut": (saved(drawn())[:5_000], "没有传完"),
    "cut png": (saved(drawn(), "PNG")[:900], "没有传完"),
    "cut webp": (saved(drawn(), "WEBP")[:900], "没有传完"),
    "no pixels": (png(0, 10), "坏了"),
    "one line": (png(4000, 1, data=b"\0" * 12_001), "看不清"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "不是 JPG"),
    "html": (b"<!doctype html><script>alert(1)</script>", "不是 JPG"),
    "empty": (b"", "不是 JPG"),
    "gif": (saved(drawn(64, 48), "GIF"), "不是 JPG"),
    "tiff": (saved(drawn(64, 48), "TIFF"), "不是 JPG"),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
    "moving": (film(), "会动"),
    "moving png": (saved(drawn(64, 48), "PNG", save_all=True, append_images=[drawn(64, 48, "L").convert("RGB")]), "会动"),
    "cmyk": (saved(drawn(64, 48, "CMYK")), "CMYK"),
    "16 bits": (saved(Image.new("I;16", (64, 48), 40_000), "PNG"), "I;16"),
    "a script behind": (b"\xff\xd8\xff" + b"<script>" * 50, "坏了"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_told_by_name(name: str) -> None:
    body, says = HOSTILE[name]
    with pytest.raises(PictureError) as caught:
        look_at(body)
    assert says in caught.value.message
    assert caught.value.hint
    with pytest.raises(PictureError):
        copies(body, WIDTHS)


WHOLE = {
    kind: saved(drawn(300, 200), kind, exif=camera(6, place=True))
    for kind in ("JPEG", "PNG", "WEBP")
}


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(sorted(WHOLE)),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=8),
)
def test_no_broken_byte_raises_anything_else(kind: str, changes: list[tuple[int, int]]) -> None:
    body = bytearray(WHOLE[kind])
    for at, value in changes:
        body[at % len(body)] = value
    picture_tells(bytes(body))
    try:
        look_at(bytes(body))
        copies(bytes(body), WIDTHS)
    except PictureError as error:
        assert error.hint


@pytest.fixture
def town(tmp_path: Path) -> Project:
    return town_of("whole", tmp_path / "town")


def photo_rows(project: Project) -> list[dict[str, str]]:
    with (project.data / "photos.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_hostile_files_are_problems_of_check(town: Project) -> None:
    for name, (body, says) in HOSTILE.items():
        (town.photographs / "lamp-after.png").write_bytes(body)
        (problem,) = check_command(town, day=DAY)
        assert problem.rule == "photographs_can_be_shown", name
        assert says in problem.message, name


@pytest.mark.slow
def test_the_site_has_only_the_copies_and_an_unchanged_one_is_not_made_again(town: Project) -> None:
    body = saved(drawn(1300, 900), "PNG")
    (town.photographs / "lamp-after.png").write_bytes(body)
    build(town, Options(today=DAY))
    photos = sorted((town.site / "photos").glob("*.jpg"))
    assert [
        reread(path.read_bytes()).width
        for path in photos
        if "after" in path.name and "lamp-after" in path.name
    ]
    assert {reread(path.read_bytes()).width for path in photos} == {64, 480, 960}
    assert not list(town.site.rglob("*.png"))
    page = (town.site / "projects/lamp/index.html").read_text(encoding="utf-8")
    assert page.index("改造前</b>") < page.index("改造后</b>")
    assert 'alt="小路两边立着路灯，路面照得见" loading="lazy"' in page
    assert 'width="960" height="665"' in page
    kept = {path: path.stat().st_mtime_ns for path in town.smaller_photographs.iterdir()}
    first = {path.name: path.read_bytes() for path in photos}
    build(town, Options(today=DAY))
    assert {path: path.stat().st_mtime_ns for path in town.smaller_photographs.iterdir()} == kept
    assert {p.name: p.read_bytes() for p in (town.site / "photos").glob("*.jpg")} == first
    rows = (town.data / "photos.csv").read_text(encoding="utf-8").split("\n")
    (town.data / "photos.csv").write_text("\n".join(rows[:1]) + "\n", encoding="utf-8")
    for path in town.photographs.iterdir():
        path.unlink()
    build(town, Options(today=DAY))
    assert not (town.site / "photos").exists()
    assert "改造前" not in (town.site / "projects/lamp/index.html").read_text(encoding="utf-8")


def given_of(**more: str) -> Given:
    words = {
        "alt": "新装的长椅，旁边种着两棵小树",
        "moment": "after",
        "consent": "nobody",
        "locator": "R1",
    } | more
    return Given(of=("project", "lamp"), **words)  # type: ignore[arg-type]


def test_a_photograph_is_added_smaller_upright_and_silent(town: Project, tmp_path: Path) -> None:
    file = tmp_path / "IMG_0001.jpg"
    file.write_bytes(saved(drawn(4000, 3000), exif=camera(6, place=True, device=True)))
    done = add(town, file, given_of(), DAY)
    assert (done.key, done.width, done.height) == ("lamp-after-2", 1500, 2000)
    assert "拍摄地点" in done.left_behind
    kept = (town.root / done.file).read_bytes()
    assert picture_tells(kept) == []
    assert reread(kept).size == (1500, 2000)
    row = photo_rows(town)[-1]
    assert (row["id"], row["file"], row["project"], row["locator"]) == (
        "lamp-after-2",
        "lamp-after-2.jpg",
        "lamp",
        "R1",
    )
    assert check_command(town, day=DAY) == ()


def test_what_is_not_sound_is_not_added(town: Project, tmp_path: Path) -> None:
    file = tmp_path / "IMG_0001.jpg"
    file.write_bytes(saved(drawn(400, 300)))
    before = {path: path.read_bytes() for path in town.root.rglob("*") if path.is_file()}
    with pytest.raises(DataProblems) as caught:
        add(town, file, given_of(alt="照片"), DAY)
    assert [p.rule for p in caught.value.problems] == ["photographs_say_what_is_seen"]
    with pytest.raises(UsageError, match="是不是 lamp"):
        add(town, file, Given(("project", "lmap"), "新装的长椅，旁边种着树", consent="nobody"), DAY)
    with pytest.raises(DataProblems):
        add(town, file, given_of(consent="maybe"), DAY)
    file.write_bytes(b"<svg/>")
    with pytest.raises(UsageError, match="不是 JPG"):
        add(town, file, given_of(), DAY)
    after = {
        p: p.read_bytes()
        for p in town.root.rglob("*")
        if p.is_file() and ".noticeboard" not in p.parts
    }
    assert after == before


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_all_photographs_are_cleaned_at_once(town: Project, kind: str) -> None:
    body = saved(drawn(2400, 1600), kind, exif=camera(3, place=True))
    (town.photographs / "lamp-after.png").write_bytes(body)
    assert [p.rule for p in check_command(town, day=DAY)] == ["photographs_tell_nothing_else"]
    assert clean(town) == [("lamp-after.png", ("拍摄地点",))]
    kept = (town.photographs / "lamp-after.png").read_bytes()
    assert reread(kept).format == kind
    assert reread(kept).size == (2000, 1333)
    assert alike(corners(reread(kept)), corners(drawn(600, 400).rotate(180)), 12)
    assert check_command(town, day=DAY) == ()
    assert clean(town) == []


def test_a_film_behind_a_photograph_is_told_and_cut(town: Project) -> None:
    """手机的动态照片: a JPEG and, behind it, a film with sound."""
    body = saved(drawn(800, 600)) + b"\0\0\0\x18ftypmp42" + b"film" * 100
    assert picture_tells(body) == ["一段录像（动态照片）"]
    (town.photographs / "lamp-after.png").write_bytes(body)
    clean(town)
    assert b"film" not in (town.photographs / "lamp-after.png").read_bytes()


def test_the_command_says_what_is_missing(town: Project, tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(saved(drawn(400, 300)))
    run = CliRunner()
    base = ["photo", "add", str(file), "--root", str(town.root), "--today", DAY.isoformat()]
    for words, says in (
        ([], "拍的是哪一件事"),
        (["--project", "lamp", "--order", "o-lamp"], "只能属于一件事"),
        (["--project", "lamp"], "--alt"),
        (["--project", "lamp", "--alt", "新装的长椅，旁边种着树"], "--consent"),
    ):
        done = run.invoke(app, [*base, *words])
        assert isinstance(done.exception, UsageError)
        assert says in str(done.exception)
    words = [
        "--project",
        "lamp",
        "--alt",
        "新装的长椅，旁边种着树",
        "--consent",
        "nobody",
        "--taken",
        "2026-11-20",
        "--locator",
        "R1",
    ]
    done = run.invoke(app, [*base, *words])
    assert done.exit_code == 0, done.output
    assert "lamp-other" in done.output
    assert photo_rows(town)[-1]["taken_text"] == "2026年11月20日"
    assert "没有改动" in run.invoke(app, ["photo", "clean", "--root", str(town.root)]).output


def committed(project: Project, message: str) -> None:
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", message]):
        subprocess.run(
            [
                "git",
                "-C",
                project.root,
                "-c",
                "user.name=t",
                "-c",
                "user.email=t@example.org",
                *words,
            ],
            check=True,
        )


def test_what_a_photograph_told_is_found_in_the_project_and_in_its_history(town: Project) -> None:
    """The site has only copies; but everybody may clone the project, and what it held before."""
    name = "lamp-after.png"
    (town.photographs / name).write_bytes(saved(drawn(), "PNG", exif=camera(1, place=True)))
    committed(town, "one")
    seen = [(one.file, one.what) for one in scan_site(town, town.data).seen if "photos" in one.file]
    assert seen == [(f"content/photos/{name}", "拍摄地点")]
    clean(town)
    committed(town, "two")
    assert [one for one in scan_site(town, town.data).seen if "photos" in one.file] == []
    found = [(one.file, one.what) for one in scan_history(town).seen if "photos" in one.file]
    assert found == [(f"content/photos/{name}", "拍摄地点")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(e => { sum += e.value; }))
    .observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(sum), 300);
})"""


@pytest.mark.browser
def test_photographs_stand_side_by_side_and_nothing_moves(
    browser: Browser, demo_served: str
) -> None:
    for width, beside in ((360, False), (1280, True)):
        with visit(browser, width) as seen:
            page = seen.open(f"{demo_served}projects/j00001/")
            boxes = [image.bounding_box() for image in page.locator(".photo img").all()]
            assert boxes[0]
            assert boxes[1]
            assert (boxes[0]["y"] == boxes[1]["y"]) is beside
            assert boxes[0]["height"] > 150
            page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
            page.wait_for_function(
                "() => [...document.images].every(i => i.complete && i.naturalWidth)"
            )
            assert page.evaluate(SHIFTS) < 0.001
            assert [image.bounding_box() for image in page.locator(".photo img").all()][1][
                "height"
            ] == boxes[1]["height"]  # type: ignore[index]
            assert seen.complaints == seen.outside == []


@pytest.mark.browser
def test_list_and_album_lead_to_each_other(browser: Browser, demo_served: str) -> None:
    with visit(browser, 360, javascript=False) as seen:
        page = seen.open(f"{demo_served}facilities/")
        page.get_by_text("看照片").first.click()
        assert page.url.endswith("photos/#facility-c1-f1-other")
        page.locator("h2 a", has_text="党群之家").click()
        assert page.url.endswith("facilities/#c1-f1")
