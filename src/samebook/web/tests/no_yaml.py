"""Whether a page shows anything that looks like the text of a Book, to whoever has not unfolded it."""

import re

from playwright.sync_api import Page

from samebook.web.tests.browser import settle

LOOKS_LIKE_YAML = re.compile(
    r"(?m)\bsamebook: 1\b|\bwhen:|\bcriteria:|\bqualification:|\bfollow_up:|\bin_segment\(|^\s*- level:|\{\s*when\b"
)
VISIBLE = """
() => {
  const shown = (each) => each.checkVisibility({contentVisibilityAuto: false, visibilityProperty: true});
  const words = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const holder = walk.currentNode.parentElement;
    if (!["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT"].includes(holder.tagName) && shown(holder)) {
      words.push(walk.currentNode.data);
    }
  }
  for (const field of document.querySelectorAll("textarea, input:not([type=hidden])")) {
    if (shown(field)) words.push(field.value);
  }
  return words.join("\\n");
}
"""
"""All text that is laid out, also what stands in inputs; what a closed ``details`` holds is not."""


def yaml_on(page: Page) -> list[str]:
    """What looks like YAML on a page as it is shown; empty where nothing does."""
    settle(page)
    return LOOKS_LIKE_YAML.findall(page.evaluate(VISIBLE))


def assert_no_yaml(page: Page) -> None:
    found = yaml_on(page)
    assert not found, f"{page.url} shows {found}"
