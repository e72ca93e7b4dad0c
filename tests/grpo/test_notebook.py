"""The notebook, run as a reader runs it: its last cell asserts what it claims."""

from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "examples" / "gap.ipynb"


@pytest.mark.slow
@pytest.mark.skipif(not NOTEBOOK.exists(), reason="no examples here")
@pytest.mark.skipif(not (find_spec("nbclient") and find_spec("ipykernel")), reason="nbclient is not installed")
@pytest.mark.filterwarnings("ignore")  # of kernels and their sockets
def test_it_runs_and_claims_what_is_so():
    nbclient, nbformat = pytest.importorskip("nbclient"), pytest.importorskip("nbformat")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbclient.NotebookClient(notebook, timeout=1200, resources={"metadata": {"path": str(ROOT)}}).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("image/png" in output.get("data", {}) for output in outputs)  # the figure
    assert "".join(output.get("text", "") for output in outputs).count("→") == 4
