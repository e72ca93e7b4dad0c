"""Makes `strange_rewards` importable here and, because they are given our path, in worker processes."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
