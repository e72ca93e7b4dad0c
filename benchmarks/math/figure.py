"""The figure of the README: ours beside math-verify, from the results that are kept beside this file.

    python benchmarks/math/figure.py        # docs/first-screen.svg

right: pairs of HardVerify-Math on which a grader agrees with the label (RESULTS.md). paid: gold answers with one token
changed that a grader still pays (WILD.md). time: CPU seconds of the median pair of HardVerify-Math (RESULTS.md).
"""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "docs" / "first-screen.svg"
SECONDS = {"µs": 1e-6, "ms": 1e-3, "s": 1.0}


def _row(page: str, heading: str, first: str) -> list[str]:
    """The cells of a table's row, by the heading above the table and the row's first cell."""
    text = (HERE / page).read_text(encoding="utf-8")
    below = text[text.index(heading) :]
    line = next(line for line in below.splitlines() if line.startswith(f"| {first} |"))
    return [cell.strip() for cell in line.strip("|").split("|")]


def _microseconds(cell: str) -> float:
    number, unit = cell.split()
    return float(number) * SECONDS[unit] * 1e6


def measured() -> dict[str, tuple[float, float]]:
    """What the figure shows: for each panel our number and math-verify's."""
    ours, peer = (_row("RESULTS.md", "## HardVerify-Math", name) for name in ("ours", "math-verify"))
    paid = _row("WILD.md", "## One token changed", "all")
    of = int(paid[1])
    return {
        "right on hard pairs, %": (float(ours[1][:-1]), float(peer[1][:-1])),
        "fooled by one changed token, %": tuple(100 * int(re.match(r"\d+", cell)[0]) / of for cell in paid[2:4]),
        "time of a hard pair, µs": (_microseconds(ours[6]), _microseconds(peer[6])),
    }


def draw() -> None:
    """Draw it: three panels of two bars."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "first-screen", "font.size": 10})
    panels = measured()
    figure, axes = plt.subplots(1, len(panels), figsize=(9.6, 1.9))
    figure.patch.set_facecolor("white")
    for axis, (title, values) in zip(axes, panels.items(), strict=True):
        bars = axis.barh(["ours", "math-verify"], values, color=["#2a6f97", "#b0b7bf"], height=0.6)
        axis.bar_label(
            bars, labels=[f"{value:,.3g}" if value < 1000 else f"{value:,.0f}" for value in values], padding=4
        )
        axis.invert_yaxis()
        axis.set_title(title, fontsize=10, loc="left")
        axis.spines[["top", "right", "bottom"]].set_visible(False)
        axis.tick_params(axis="y", length=0)
        axis.set_xlim(0, max(values) * 1.3)
        axis.set_xticks([])
    figure.tight_layout(w_pad=3)
    figure.savefig(OUT, metadata={"Date": None})
    OUT.write_text("\n".join(line.rstrip() for line in OUT.read_text().splitlines()) + "\n")


if __name__ == "__main__":
    draw()
