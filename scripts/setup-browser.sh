#!/bin/sh
# The report is tested in a real browser: Debian's Chromium, installed if absent.
set -eu
if command -v chromium >/dev/null 2>&1; then
    exit 0
fi
printf 'Installing Debian'"'"'s chromium for the browser tests (once) ...\n' >&2
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
$as_root apt-get update -qq
$as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
