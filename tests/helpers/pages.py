"""What a test runs inside a page, whatever the browser."""

READY = """() => {
  const labs = [...document.querySelectorAll("[data-lab]")];
  return labs.length > 0
    && labs.every(({ lab }) => lab && !lab.state.busy && lab.state.runners.every(({ run }) => run));
}"""
"""Whether every lab's picture belongs to its setting."""

EXACT = "() => document.querySelector('[data-lab]').lab.state.run.exact"
"""Whether the numbers are there that a first picture asks for while it plays: they may come well after it."""

NEXT_FRAME = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Ends when what was set is drawn."""

SEEN = """() => {
  const part = name => document.querySelector(`[data-part=${name}]`);
  const path = part("path");
  const { width, height } = path;
  const copy = Object.assign(document.createElement("canvas"), { width, height });
  const context = copy.getContext("2d", { willReadFrequently: true });
  context.drawImage(path, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  let picture = 0;
  for (let at = 0; at < data.length; at += 4) picture = (31 * picture + data[at] + 7 * data[at + 3]) % 4294967291;
  return {
    picture, rate: part("rate-number").value, verdict: part("verdict-headline").textContent,
    requests: performance.getEntriesByType("resource").length,
  };
}"""
"""What a lab shows, in any browser: a number for every pixel of the path, η, the verdict; and what was asked so far."""


def is_alive(before: dict[str, object], after: dict[str, object]) -> bool:
    """Whether a drag of the slider changed all that it should, and asked nobody."""
    changed = all(before[name] != after[name] for name in ("picture", "rate", "verdict"))
    return changed and before["requests"] == after["requests"]
