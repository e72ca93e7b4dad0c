#!/bin/sh
# The wheels of the service's image, for a version of Python: this checkout's and those of all that it needs.
#
#     containers/wheels.sh [3.13 [FOLDER]]        then: docker build -f containers/Dockerfile -t verify-cli FOLDER
#
# FOLDER (dist/image by default) becomes the context of the build: the Dockerfile reads wheels/ in it and nothing else, and
# the build needs no network. PYTHON: an interpreter with pip.
set -eu
version="${1:-3.13}"
folder="${2:-dist/image}"
python="${PYTHON:-python3}"
cd "$(dirname "$0")/.."
mkdir -p "$folder/wheels"
rm -f "$folder"/wheels/*.whl
pip() { "$python" -m pip "$@" --quiet --disable-pip-version-check; }
machine="$(uname -m)"
# langdetect and the parser's runtime are published as sources; both are pure Python.
pip wheel --no-deps --wheel-dir "$folder/wheels" . 'langdetect>=1.0.9' 'antlr4-python3-runtime==4.13.2'
pip download --dest "$folder/wheels" --find-links "$folder/wheels" --only-binary :all: \
    --python-version "$version" --platform "manylinux_2_28_$machine" --platform "manylinux2014_$machine" \
    "$(ls "$folder"/wheels/verify_cli-*.whl)[serve]" pip
