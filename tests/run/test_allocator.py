"""Memory that a process has had once serves it again."""

import subprocess
import sys

import pytest

PROGRAM = """
import resource, sys
from cleaner.run.allocator import keep_freed_memory

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

if sys.argv[1] == "keeping":
    keep_freed_memory()
for _ in range(20):
    before = faults()
    several = [bytearray(1 << 20) for _ in range(16)]
    del several
print(faults() - before)
"""


def faults(how: str) -> int:
    """Pages that the system had to find for the last of many batches of 16 MiB."""
    done = subprocess.run([sys.executable, "-c", PROGRAM, how], capture_output=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="the allocator of other systems is left as it is")
def test_memory_that_one_batch_lets_go_serves_the_next() -> None:
    assert faults("keeping") < 100 < faults("as it comes")
