"""report.py: the rows of `make bench`. Each bench says what it measured with row(); the runner prints them together at the end.

A row: what, ours, theirs (what it is compared with; may be ""), figure (their ratio or difference), aim, met.
"""
import json, os, pathlib

COLUMNS = ("what", "ours", "beside it", "figure", "aim", "")


def row(what, ours, theirs, figure, aim, met):
    """Notes a row and shows it at once. met: None for a figure that has no aim."""
    cells = [what, ours, theirs, figure, aim, "" if met is None else "met" if met else "missed"]
    print("  ".join(filter(None, cells)), flush=True)
    if "COMPTOIR_BENCH" in os.environ:
        with open(os.environ["COMPTOIR_BENCH"], "a") as out:
            out.write(json.dumps(cells) + "\n")


def table(path):
    """All rows as one table."""
    lines = pathlib.Path(path).read_text().splitlines() if pathlib.Path(path).exists() else []
    rows = [list(COLUMNS)] + [json.loads(line) for line in lines]
    widths = [max(len(r[i]) for r in rows) for i in range(len(COLUMNS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(r, widths)).rstrip() for r in rows)


if __name__ == "__main__":
    # report.py WHAT OURS THEIRS FIGURE AIM met|missed|-: a row of a bench that is no Python.
    import sys
    what, ours, theirs, figure, aim, met = sys.argv[1:]
    row(what, ours, theirs, figure, aim, {"met": True, "missed": False}.get(met))
