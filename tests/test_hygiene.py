"""What no file of this repository may hold. The patterns are written so that they do not match themselves."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

REGISTRY = re.compile(r"py[p]i\.org|python[h]osted|n[p]mjs|yarn[p]kg|deb\.[d]ebian|index-[u]rl|crates\.[i]o")
CDN = re.compile(r"\b[c]dn\.|un[p]kg|js[d]elivr|cdn[j]s|google[a]pis|gst[a]tic|esm\.[s]h|sky[p]ack")
MACHINE_PATH = re.compile(r"(?<![\w./)}-])/(?:work|root|tmp|home|Users)/\w")
LOCK_FILE = re.compile(r"(-lock\.(json|yaml)|\.lock|-shrinkwrap\.json)$")
NAMESPACE = re.compile(r"http://www\.w3\.org/[\w/]+")

INLINE = {
    "inline script": re.compile(r"<script(?![^>]*(\ssrc=|type=\"application/json\"))", re.I),
    "inline style": re.compile(r"<style|\sstyle\s*=", re.I),
    "inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "javascript: address": re.compile(r"[\"']javascript:", re.I),
}
OUTSIDE_HOST = re.compile(r"(?:https?:|[\"'(=]\s*)//[\w[]", re.I)


def repository_files() -> list[Path]:
    """Everything that is, or would be, committed."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]


def findings(pattern: re.Pattern[str], path: Path) -> list[str]:
    """Each place of a text file where the pattern matches; a picture has none."""
    try:
        text = NAMESPACE.sub("", path.read_text("utf-8"))
    except UnicodeDecodeError:
        return []
    return [
        f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, match.start()) + 1}: {match.group().strip()}"
        for match in pattern.finditer(text)
    ]


@pytest.mark.parametrize("pattern", [REGISTRY, CDN, MACHINE_PATH], ids=["registry", "cdn", "machine path"])
def test_no_file_names_a_place_of_one_machine_or_network(pattern: re.Pattern[str]) -> None:
    found = [finding for path in repository_files() for finding in findings(pattern, path)]
    assert not found, "\n".join(found)


def test_no_lock_file_with_addresses() -> None:
    locks = [path for path in repository_files() if LOCK_FILE.search(path.name)]
    assert not locks
    assert "://" not in (ROOT / "constraints.txt").read_text("utf-8")


@pytest.mark.parametrize("pattern", INLINE.values(), ids=INLINE.keys())
def test_templates_obey_the_content_security_policy(pattern: re.Pattern[str]) -> None:
    found = [finding for path in (ROOT / "templates").rglob("*.html") for finding in findings(pattern, path)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("folder", ["static", "templates"])
def test_the_page_loads_nothing_from_another_host(folder: str) -> None:
    files = [path for path in (ROOT / folder).rglob("*") if path.is_file()]
    found = [finding for path in files for finding in findings(OUTSIDE_HOST, path)]
    assert files
    assert not found, "\n".join(found)
