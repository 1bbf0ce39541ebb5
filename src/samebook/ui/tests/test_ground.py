"""Ids in addresses, addresses of static files, and what no template may hold."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage

from samebook.ui.converters import LARGEST, IdConverter

PACKAGE = Path(__file__).resolve().parents[2]
INLINE = re.compile(
    r"<[^>]*\s(style|on[a-z]+|hx-on[^=]*|hx-vars)=|<style|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE
)


@pytest.mark.parametrize("text", ["0", "-1", "01", "abc", "1.0", "", "१", "1" * 20, str(LARGEST + 1)])
def test_what_is_no_id_matches_no_address(text: str) -> None:
    converter = IdConverter()
    if re.fullmatch(converter.regex, text):
        with pytest.raises(ValueError, match=text):
            converter.to_python(text)


def test_the_largest_id_is_read() -> None:
    assert IdConverter().to_python(str(LARGEST)) == LARGEST
    assert re.fullmatch(IdConverter.regex, str(LARGEST))


def test_static_addresses_change_with_their_content() -> None:
    assert re.fullmatch(r"/static/ui/css/1-tokens\.css\?v=[0-9a-f]{12}", staticfiles_storage.url("ui/css/1-tokens.css"))
    with pytest.raises(ValueError, match="no static file"):
        staticfiles_storage.url("ui/css/nothing.css")


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("*/templates/**/*.html")), ids=lambda path: path.name)
def test_templates_hold_nothing_that_the_security_policy_refuses(path: Path) -> None:
    if "mail" in path.parts:
        pytest.skip("a mail has no policy")
    assert not INLINE.search(path.read_text("utf-8"))


def test_nothing_is_fetched_from_elsewhere() -> None:
    files = [*PACKAGE.glob("ui/static/**/*.*"), *PACKAGE.glob("ui/templates/**/*.html")]
    assert len(files) > 30
    for path in files:
        text = path.read_text("utf-8").replace("http://www.w3.org/", "")
        assert "http://" not in text, path
        assert "https://" not in text, path
        assert "@import" not in text, path
