"""Drives Chromium: opens a page, presses keys, reads what is shown, sees that it asks nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
DRIVER = shutil.which("chromedriver")
needs_chromium = pytest.mark.skipif(
    not (CHROMIUM and DRIVER),
    reason="no Chromium; this installs it: sudo apt-get install chromium chromium-driver",
)


@contextmanager
def chromium() -> Iterator[Chrome]:
    """Start Chromium without a window, with a log of its console and of its requests."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    # As root, and in a container, Chromium has no sandbox and little shared memory.
    for flag in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
        options.add_argument(flag)
    options.add_argument("--window-size=1400,1000")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    started = webdriver.Chrome(options=options, service=webdriver.ChromeService(str(DRIVER)))
    try:
        yield started
    finally:
        started.quit()


def show(browser: Chrome, folder: Path, page: str, at: str = "") -> Chrome:
    """Open a page, at a place in it, with empty logs."""
    path = folder / "page.html"
    path.write_text(page, encoding="utf-8")
    browser.get("about:blank")
    for log in ("browser", "performance"):
        browser.get_log(log)  # type: ignore[no-untyped-call]
    browser.get(path.as_uri() + at)
    return browser


def assert_quiet(browser: Chrome) -> None:
    """See that a page asked for nothing and had no errors."""
    console = browser.get_log("browser")  # type: ignore[no-untyped-call]
    assert console == []
    events = browser.get_log("performance")  # type: ignore[no-untyped-call]
    asked = [json.loads(event["message"])["message"] for event in events]
    urls = [
        event["params"]["request"]["url"]
        for event in asked
        if event["method"] == "Network.requestWillBeSent"
    ]
    assert [url for url in urls if not url.startswith(("file:", "data:"))] == []


def press(browser: Chrome, *keys: str) -> None:
    """Press keys, one after the other."""
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    for key in keys:
        ActionChains(browser).send_keys(getattr(Keys, key, key)).perform()


def told(browser: Chrome, css: str) -> str:
    """The text of the first element that a selector finds."""
    return str(browser.execute_script("return document.querySelector(arguments[0]).innerText", css))


def pattern(browser: Chrome, vma: int = 0) -> str:
    """The letters of the PTEs of a VMA."""
    strips = browser.find_elements("css selector", ".strip")
    return str(strips[vma].get_attribute("data-pattern"))


def cells(browser: Chrome) -> list[str]:
    """The letter and the PTEs of each cell."""
    return [
        cell.text.replace("\n", " ") for cell in browser.find_elements("css selector", ".cells li")
    ]


def wait_for(browser: Chrome, condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    from selenium.webdriver.support.wait import WebDriverWait

    WebDriverWait(browser, 5).until(lambda _: condition())


def luminance(colour: str) -> float:
    """How light a colour is, as WCAG counts it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
