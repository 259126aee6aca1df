#!/usr/bin/env bash
# Prints the path of a Python with PyTorch, transformers and PEFT, made once per user:
#   LAMELLA_PYTHON=$(tools/checks/set-up-python.sh) npm test
# Prints nothing, and says why on stderr, if the packages can't be had in SECONDS (default: 180): tests that need them are
# skipped then. They need 6 GB, since PyPI's PyTorch brings CUDA's libraries.
set -uo pipefail
cd "$(dirname "$0")"
seconds="${1:-180}"
cache="${XDG_CACHE_HOME:-$HOME/.cache}/lamella"
key="$(sha256sum requirements.txt | cut -c1-12)"
folder="$cache/python/$key"
mkdir -p "$cache/python"
if [ ! -x "$folder/bin/python" ]; then
  if [ "$(df --output=avail -k "$cache" | tail -1)" -lt 12000000 ]; then
    echo "No PyTorch and PEFT: fewer than 12 GB are free in $cache." >&2
    exit 0
  fi
  new="$(mktemp -d "$cache/python/new-XXXXXX")"
  trap 'rm -rf "$new"' EXIT
  install() {
    python3 -m venv "$new" && "$new/bin/pip" install --quiet --no-cache-dir --requirement requirements.txt
  }
  export -f install
  export new
  if ! timeout "$seconds" bash -c install >&2; then
    echo "No PyTorch and PEFT: they could not be installed in $seconds s." >&2
    exit 0
  fi
  mv "$new" "$folder"
fi
echo "$folder/bin/python"
