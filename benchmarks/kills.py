"""Kill a run at random moments, resume it each time, and compare the output with that of a run left alone.

python -m benchmarks.kills [--documents 20000] [--kills 30] [--seed 1]
"""

import argparse
import hashlib
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import corpus

FILES = ("articles.jsonl", "duplicates.jsonl", "problems.jsonl")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--longest", type=float, default=6.0, help="seconds a run may go on before it is killed"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = corpus.write(folder / "dump.jsonl", arguments.documents)
        started = time.monotonic()
        finish(folder, "whole")
        seconds = time.monotonic() - started
        print(f"{arguments.documents} documents, {size / 1e6:.0f} MB: {seconds:.1f} s when left alone")
        expected = digests(folder / "whole")
        random_ = random.Random(arguments.seed)
        kills = runs = 0
        while kills < arguments.kills:
            runs += 1
            out = f"killed{runs}"
            most = 2 * arguments.documents // arguments.kills
            while kills < arguments.kills and kill(folder, out, random_, most):
                kills += 1
                print(f"kill {kills}: {committed(folder / out)} documents committed", flush=True)
            finish(folder, out)
            assert digests(folder / out) == expected, f"{folder / out} is not what the run left alone wrote"
        lines = sum(1 for _ in (folder / out / FILES[0]).open("rb"))
        assert lines == arguments.documents
        print(f"{kills} kills in {runs} runs: all outputs identical, {lines} documents in each, none twice")


def command(folder: Path, out: str) -> list[str]:
    dump, target = str(folder / "dump.jsonl"), str(folder / out)
    return [
        sys.executable,
        "-m",
        "cleaner",
        "run",
        dump,
        "--out",
        target,
        "--resume",
        "--quiet",
        "--no-report",
    ]


def kill(folder: Path, out: str, random_: random.Random, most: int) -> bool:
    """Kill the run after up to `most` more documents, between two commits; False if it ended before."""
    target = committed(folder / out) + random_.randrange(most)
    process = subprocess.Popen(command(folder, out))
    while process.poll() is None and committed(folder / out) < target:
        time.sleep(0.01)
    try:
        process.wait(random_.uniform(0.0, 1.5))
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    return False


def finish(folder: Path, out: str) -> None:
    subprocess.run(command(folder, out), check=True)


def committed(out: Path) -> int:
    try:
        count: int = json.loads((out / "manifest.json").read_bytes())["committed"]["documents"]
    except FileNotFoundError:
        return 0
    return count


def digests(out: Path) -> dict[str, str]:
    """Of every file, and of the manifest without its times."""
    found = {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in FILES}
    manifest = json.loads((out / "manifest.json").read_bytes())
    del manifest["run"]
    found["manifest.json"] = json.dumps(manifest, sort_keys=True)
    return found


if __name__ == "__main__":
    main()
