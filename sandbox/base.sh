#!/bin/sh
# A base for the image where no registry can be reached: from Debian's packages alone.
#
#     sandbox/base.sh [TAG [PACKAGE…]]          then: verify-cli sandbox build --base TAG
#
# Needs mmdebstrap and, for `docker import`, an engine. The packages come from where this host gets its own, if it is a
# Debian, else from where mmdebstrap takes them by default. SUITE names another release.
set -eu
tag="${1:-verify-cli-base}"
[ $# -gt 0 ] && shift
folder="$(cd "$(dirname "$0")" && pwd)"

if ! command -v mmdebstrap >/dev/null; then
    echo "base.sh needs mmdebstrap: install that package" >&2
    exit 1
fi
if [ $# -eq 0 ]; then
    # shellcheck disable=SC2046 # names of packages are words
    set -- $(python3 -c 'import json, sys
print(*(name for entry in json.load(open(sys.argv[1])).values() if entry.get("default") for name in entry["packages"]))' \
        "$folder/languages.json")
fi
packages="$(echo "$*" | tr ' ' ',')"

suite="${SUITE:-}"
sources=""
if [ "$(. /etc/os-release && echo "$ID")" = debian ]; then
    release="$(. /etc/os-release && echo "${VERSION_CODENAME:-}")"
    suite="${suite:-$release}"
    if [ "$suite" = "$release" ]; then
        for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do
            if [ -s "$file" ]; then
                sources="$file"
                break
            fi
        done
    fi
fi

# Without documentation and translations, but with the folder in which Java's packages make links to theirs. As a pipe, so
# that no copy of it lies about; what fails at its beginning is not seen at its end.
failed="$(mktemp)"
trap 'rm -f "$failed"' EXIT
# shellcheck disable=SC2086 # no sources is no argument
{ mmdebstrap --quiet --variant=minbase --include="$packages" \
    --setup-hook='mkdir -p "$1"/usr/share/man/man1' \
    --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --customize-hook='rm -rf "$1"/var/lib/apt/lists "$1"/var/cache/apt "$1"/var/log/apt' \
    "${suite:-stable}" - $sources || echo yes >"$failed"; } | docker import - "$tag"
if [ -s "$failed" ]; then
    docker rmi "$tag" >/dev/null
    echo "base.sh could not make the base" >&2
    exit 1
fi
