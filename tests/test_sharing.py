"""What stands beside a link that is passed on: title, description, picture, QR code."""

from __future__ import annotations

import io
import re
from collections import Counter
from html import unescape
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from noticeboard.commands.build import Options, build
from noticeboard.project import Project
from noticeboard.publish.pictures import SHAPES, share_picture
from noticeboard.qr import MODULE, RIM, qr_png
from noticeboard.sharing import PICTURES, PIXELS, picture_of
from tests.conftest import DAY, addresses, invented

pytestmark = pytest.mark.slow

SITE = "https://example.org/gongshi/"
META = re.compile(r'<meta (?:property|name)="([a-z:_]+)" content="([^"]*)">')


@pytest.fixture(scope="module")
def addressed(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The invented town with an address, with both engines' pages."""
    folder = tmp_path_factory.mktemp("addressed")
    project = invented(folder, communities=2, units=8, projects=8, deeds=10, needs=12)
    site = project.data / "site.yaml"
    site.write_text(site.read_text(encoding="utf-8") + f'site_url: "{SITE}"\n', encoding="utf-8")
    build(project, Options(today=DAY))
    return project


def metas(project: Project, address: str) -> dict[str, str]:
    page = (project.site / address / "index.html").read_text(encoding="utf-8")
    found = META.findall(page.partition("</head>")[0])
    assert len({name for name, _ in found}) == len(found), address
    return {name: unescape(value) for name, value in found}


def test_every_page_says_what_it_is_about_in_its_own_words(
    built: Project, demo_built: Project, long_built: Project
) -> None:
    for project in (built, demo_built, long_built):
        told = {address: metas(project, address) for address in addresses(project)}
        for address, found in told.items():
            assert 8 <= len(found["description"]) <= 120, address
            assert found["og:description"] == found["description"]
            assert found["og:title"]
            assert found["og:site_name"]
            assert found["og:type"] in ("website", "article")
        often = Counter(found["description"] for found in told.values())
        assert [text for text, count in often.items() if count > 1] == []


def test_a_description_tells_the_substance(built: Project, demo_built: Project) -> None:
    told = metas(built, "projects/longshan-weigaizao/")["description"]
    for part in ("已完成", "335万元", "大埔县委政法委出资"):
        assert part in told
    told = metas(built, "projects/longshan-dangqunzhijia/")["description"]
    assert "17.68万元，没有写明谁出资" in told
    assert "计划中" in metas(built, "projects/longshan-dianti/")["description"]
    told = metas(built, "meetings/chengli-dahui/")["description"]
    assert "原文“今年9月7日”" in told
    told = metas(demo_built, "notices/open-lamp/")["description"]
    assert "公示期 2026年11月22日至2026年12月1日" in told
    assert "示例镇社区服务中心的公示" in told
    assert re.search(
        r"对接的单位 \d+ 家；居民提的事 \d+ 件", metas(demo_built, "communities/c1/")["description"]
    )


def test_without_an_address_nothing_is_absolute(built: Project) -> None:
    for path in built.site.rglob("*.html"):
        found = dict(META.findall(path.read_text(encoding="utf-8")))
        assert "og:url" not in found
        assert "og:image" not in found
    assert not list(built.site.rglob("*.png"))
    page = (built.site / "communities" / "chengxi" / "index.html").read_text(encoding="utf-8")
    assert "扫一扫" not in page
    assert "这一页的网址" not in page


def test_with_an_address_each_page_has_its_own_and_a_picture_that_is_there(
    addressed: Project,
) -> None:
    for address in addresses(addressed):
        found = metas(addressed, address)
        page = (addressed.site / address / "index.html").read_text(encoding="utf-8")
        (canonical,) = re.findall(r'<link rel="canonical" href="([^"]+)">', page)
        if address.startswith("print/") and address != "print/":  # it is not passed on
            assert "og:url" not in found
            original = canonical.removeprefix(SITE)
            assert not original.startswith("print/")
            assert (addressed.site / original / "index.html").is_file(), address
            continue
        assert canonical == SITE + address
        assert found["og:url"] == SITE + address
        assert found["og:image"].startswith(SITE)
        body = (addressed.site / found["og:image"].removeprefix(SITE)).read_bytes()
        assert Image.open(io.BytesIO(body)).size == (PIXELS, PIXELS)
        assert page.count(f"这一页的网址：{SITE}{address}<") == 1, address
    assert metas(addressed, "notices/open-lamp/")["og:image"].endswith("notice.png")


def test_both_engines_say_the_same_of_a_page(addressed: Project, tmp_path: Path) -> None:
    """Also of pages that the engine makes whole, and of the 404 page."""
    build(addressed, Options(engine="zensical", out=tmp_path / "out", today=DAY))
    for address in ("about/", "", "help/", "communities/c1/", "404.html"):
        name = address if address.endswith(".html") else f"{address}index.html"
        assert (addressed.site / name).read_bytes() == (tmp_path / "out" / name).read_bytes()


def test_codes_of_communities_and_notices_are_read_and_lead_to_their_page(
    addressed: Project,
) -> None:
    coded = [a for a in addresses(addressed) if re.fullmatch(r"(communities|notices)/[^/]+/", a)]
    assert len(coded) > 8
    for address in addresses(addressed):
        page = (addressed.site / address / "index.html").read_text(encoding="utf-8")
        images = re.findall(
            r'<img src="([^"]*qr\.png)" width="(\d+)" height="(\d+)" alt="([^"]+)"', page
        )
        if address not in coded:
            assert images == [], address
            continue
        ((source, width, height, alt),) = images
        assert width == height
        assert "打开" in alt
        path = addressed.site / address / source
        assert path.resolve().is_relative_to(addressed.site.resolve())
        read = zxingcpp.read_barcodes(Image.open(io.BytesIO(path.read_bytes())).convert("L"))
        assert [one.text for one in read] == [SITE + address]
    assert sorted(p.parent for p in addressed.site.rglob("qr.png")) == sorted(
        addressed.site / a for a in coded
    )


def test_a_code_has_its_rim_and_is_the_same_every_time() -> None:
    first = qr_png(f"{SITE}communities/chengxi/")
    assert first == qr_png(f"{SITE}communities/chengxi/")
    image = Image.open(io.BytesIO(first)).convert("L")
    assert min(image.size) >= 300
    rim = MODULE * RIM
    left, top, right, bottom = image.point(lambda p: 255 - p).getbbox() or (0, 0, 0, 0)
    assert (left, top) == (rim, rim)
    assert (right, bottom) == (image.width - rim, image.height - rim)
    assert zxingcpp.read_barcodes(image)[0].ec_level == "M"


def test_each_kind_has_a_picture_of_its_own_shape() -> None:
    made = {name: share_picture(name) for name in SHAPES}
    assert len(set(made.values())) == len(SHAPES)
    assert {*PICTURES.values()} < set(SHAPES)
    for body in made.values():
        image = Image.open(io.BytesIO(body))
        assert image.format == "PNG"
        assert len(body) < 20_000
    share_picture.cache_clear()
    assert {name: share_picture(name) for name in SHAPES} == made
    assert picture_of("") == picture_of("about/") != picture_of("notices/x/")
