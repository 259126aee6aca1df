#!/usr/bin/env bash
# Installs Debian's Chromium, which the tests of reports look at pages with: set-up-chromium.sh [SECONDS=120]
# Says why on stderr if it can't be had in that time: those tests are skipped then.
set -uo pipefail
seconds="${1:-120}"
command -v chromium >/dev/null && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "No Chromium: it is installed by apt-get, as root." >&2
  exit 0
fi
# The limit is for what may hang, not for dpkg, which must not be stopped half way.
export DEBIAN_FRONTEND=noninteractive
packages="chromium fonts-liberation"
{
  timeout "$seconds" apt-get update -qq &&
    timeout "$seconds" apt-get install -y -qq --no-install-recommends --download-only $packages >/dev/null &&
    apt-get install -y -qq --no-install-recommends $packages >/dev/null
} >&2 || echo "No Chromium: it could not be installed in $seconds s." >&2
