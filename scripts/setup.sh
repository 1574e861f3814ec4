#!/bin/sh
# Makes .venv as the two lock files describe it. Two runs at once wait for each
# other; a repeat with nothing changed does nothing and needs no network.
set -eu
cd "$(dirname "$0")/.."
unset PYTHONDONTWRITEBYTECODE

say() { printf '%s\n' "$*" >&2; }

exec 9>.setup.lock
flock 9

want=$(cat requirements.lock requirements-uv.lock pyproject.toml | sha256sum)
if [ -f .venv/.ready ] && [ "$(cat .venv/.ready)" = "$want" ]; then
    exit 0
fi

python=
for candidate in ${PYTHON:-} python3.11 python3.12 python3.13 python3; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    say "Peermatch needs Python 3.11 or newer; none was found. On Debian 12: apt-get install python3"
    exit 1
fi

if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    say "Installing Debian's python3-venv, which $python lacks ..."
    as_root=
    [ "$(id -u)" = 0 ] || as_root=sudo
    $as_root apt-get update -qq && $as_root apt-get install -y -qq python3-venv >/dev/null
fi

if [ ! -x .venv/bin/uv ] || ! .venv/bin/python -c '' 2>/dev/null; then
    say "Setting up .venv with $("$python" --version) (once; about a minute) ..."
    rm -rf .venv
    "$python" -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check \
        --require-hashes -r requirements-uv.lock
else
    say "Bringing .venv up to date ..."
fi
.venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes \
    --compile-bytecode requirements.lock requirements-uv.lock
.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps \
    --no-build-isolation --editable .
say "Compiling the solver's kernels ..."
.venv/bin/python scripts/warm_kernels.py
printf '%s\n' "$want" >.venv/.ready
say "Set up."
