#!/usr/bin/python3
"""board_bench.py: how soon a card that one moves lies in its new column for 50 others who look at that board: the change is told to each, and
each reads the card again, as a screen does. BENCH_BOARD_VIEWERS and BENCH_BOARD_MOVES say otherwise (50, 20)."""
import os, pathlib, statistics, sys, threading, time

here = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(here), str(here.parent / "wire")]
import report
import rig as rigs

VIEWERS, MOVES = (int(os.environ.get(f"BENCH_BOARD_{name}", preset)) for name, preset in (("VIEWERS", 50), ("MOVES", 20)))


def look(rig, card, ready, moved, times):
    """A viewer: reads the board once, then whatever it is told of, until it was moved for the last time."""
    rpc = rig.rpc(rig.transport("marie@garage.test"))
    rpc.result("board", entity="task")
    ready.release()
    seen = 0
    while seen < MOVES:
        told = rpc.event(30)
        if told is None:
            return
        if told["method"] == "changed" and told["params"].get("entity") == "task":
            version = rpc.result("show", entity="task", id=card)["row"]["version"]
            while seen < MOVES and version > seen + 1:
                times.append((time.monotonic() - moved[seen]) * 1000)
                seen += 1


def main():
    database, rig = rigs.Database(), None
    try:
        rig = rigs.Rig(database, {"limits": {"per_address": "500"}})
        mover = rig.rpc(rig.transport("alice@garage.test/garage"))
        card = mover.result("create", entity="task", values={"title": "Carte"})["id"]
        ready, moved, times = threading.Semaphore(0), [], []
        viewers = [threading.Thread(target=look, args=(rig, card, ready, moved, times), daemon=True) for _ in range(VIEWERS)]
        for viewer in viewers:
            viewer.start()
        for _ in viewers:
            assert ready.acquire(timeout=60), "a viewer does not come"
        for n in range(MOVES):
            time.sleep(0.7)
            moved.append(time.monotonic())
            mover.result("move", entity="task", id=card, version=n + 1, values={"status": ("in_progress", "todo")[n % 2]}, after=0)
        for viewer in viewers:
            viewer.join(30)
        assert len(times) >= VIEWERS * MOVES * 0.9, f"{len(times)} of {VIEWERS * MOVES} were seen"
        median = statistics.median(times)
        report.row(f"card moved, seen by {VIEWERS} others", f"{median:.0f} ms", f"p95 {sorted(times)[int(len(times) * 0.95)]:.0f} ms", "", "≤ 300 ms", median <= 300)
    finally:
        if rig:
            rig.end()
        database.end()


if __name__ == "__main__":
    main()
