#!/usr/bin/python3
"""flow_bench.py: files in and out: the xlsx writer beside raw libxlsxwriter on the same cells, an import beside COPY into the same table.

BENCH_FLOW_ROWS says how many contacts are imported and exported (100000).
"""
import json, os, pathlib, re, subprocess, sys, tempfile, threading, time

here = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(here), str(here.parent / "wire")]
import report
import rig as rigs

ROWS = int(os.environ.get("BENCH_FLOW_ROWS", "100000"))
HEADER = ("kind", "first_name", "last_name", "company_name", "email", "phone", "street", "postcode", "city", "notes", "source", "job_title")


def contacts(first, count):
    """Lines of twelve cells; every telephone number and address is another."""
    for n in range(first, first + count):
        yield (f"person;Prénom{n % 977};Nom{n};Société {n % 5000};c{n}@example.fr;+336{n:08d};{n % 99} rue Neuve;{10000 + n % 80000};Ville {n % 300};"
               f"Note {n};salon;gérant\n")


def writer(folder):
    """The writer alone, with no database: what raw libxlsxwriter would take for the same cells, and the memory of each."""
    program = rigs.BUILD / "bench/xlsx_raw"
    subprocess.run(["make", "-s", str(program.relative_to(rigs.ROOT))], cwd=rigs.ROOT, check=True)

    def run(what, rows):
        took = [json.loads(subprocess.run([program, what, str(rows), f"{folder}/x.xlsx"], check=True, capture_output=True, text=True).stdout) for _ in range(3 if rows < 500000 else 1)]
        return min(took, key=lambda one: one["cpu"])
    raw, ours, large = run("raw", 100000), run("ours", 100000), run("ours", 1000000)
    ratio = ours["cpu"] / raw["cpu"]
    report.row("xlsx writer, 100,000 × 12", f"{ours['cpu']:.2f} s", f"raw {raw['cpu']:.2f} s", f"{ratio:.2f} ×", "≤ 1.5 ×", ratio <= 1.5)
    report.row("xlsx writer, resident at 1 M rows", f"{large['resident_kb'] / 1024:.0f} MB", f"{ours['resident_kb'] / 1024:.0f} MB at 100,000", "", "≤ 64 MB", large["resident_kb"] <= 65536)
    return raw["seconds"]


class Watch(threading.Thread):
    """The most memory that a stream child of this server had."""

    def __init__(self, rig):
        super().__init__(daemon=True)
        self.rig, self.most, self.going = rig, 0, True

    def run(self):
        while self.going:
            for pid in self.rig.children():
                try:
                    self.most = max(self.most, int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text()).group(1)))
                except (OSError, AttributeError):
                    pass
            time.sleep(0.1)


def timed(rig, words, who, **streams):
    watch, began = Watch(rig), time.monotonic()
    watch.start()
    done = subprocess.run([*rig.ssh_words(who), *words], stderr=subprocess.PIPE, timeout=1800, **streams)
    took = time.monotonic() - began
    watch.going = False
    watch.join()
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return took, watch.most


def import_beside_copy(database, rig, folder):
    path = pathlib.Path(folder, "in.csv")
    path.write_text(";".join(HEADER) + "\n" + "".join(contacts(0, ROWS)))
    with open(path) as file:
        took, most = timed(rig, ["import", "contact"], "marie@garage.test", stdin=file, stdout=subprocess.DEVNULL)
    other = pathlib.Path(folder, "copy.csv")
    other.write_text("".join(contacts(0, ROWS)))
    tenant, person = database.psql("select t.id, (select min(p.id) from app.person p where p.tenant_id = t.id) from app.tenant t where t.slug = 'fleet'").split("|")
    began = time.monotonic()
    subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", database.socket, "-U", "postgres", "comptoir", "-c", f"set app.tenant = '{tenant}'", "-c", f"set app.person = '{person}'",
                    "-c", f"\\copy app.contact ({', '.join(HEADER)}) from '{other}' with (format csv, delimiter ';')"], check=True, stdin=subprocess.DEVNULL)
    copy = time.monotonic() - began
    rate, ratio = ROWS / took, copy / took
    report.row(f"CSV import, {ROWS:,} contacts", f"{rate:,.0f} rows/s", f"COPY {ROWS / copy:,.0f} rows/s", f"{ratio:.0%}", "≥ 5,000 rows/s", rate >= 5000)
    report.row("CSV import beside COPY", f"{took:.1f} s", f"COPY {copy:.1f} s", f"{ratio:.0%}", "≥ 40 %", ratio >= 0.4)
    report.row("CSV import, resident", f"{most / 1024:.0f} MB", "", "", "≤ 64 MB", most <= 65536)


def export(rig, raw, folder):
    with open(pathlib.Path(folder, "out.xlsx"), "wb") as file:
        took, most = timed(rig, ["export", "contact", "--columns", ",".join(HEADER), "--format", "xlsx"], "marie@garage.test", stdin=subprocess.DEVNULL, stdout=file)
    ratio = took / (raw * ROWS / 100000)
    report.row(f"xlsx export over ssh, {ROWS:,} × 12", f"{took:.1f} s", f"raw writer {raw * ROWS / 100000:.1f} s", f"{ratio:.2f} ×", "≤ 1.5 ×", ratio <= 1.5)
    report.row("xlsx export, resident", f"{most / 1024:.0f} MB", "", "", "≤ 64 MB", most <= 65536)


def main():
    with tempfile.TemporaryDirectory(prefix="comptoir-flow.") as folder:
        raw = writer(folder)
        database = rigs.Database()
        try:
            rig = rigs.Rig(database, {"server": {"log_level": "info"}})
            try:
                import_beside_copy(database, rig, folder)
                export(rig, raw, folder)
            finally:
                rig.end()
        finally:
            database.end()


if __name__ == "__main__":
    main()
