#!/usr/bin/env bash
# Prints the path of a Python with PyTorch, transformers and PEFT of one generation, made once per user:
#   LAMELLA_PYTHON=$(tools/checks/set-up-python.sh pinned) npm test
#   LAMELLA_PYTHON_NEWEST=$(tools/checks/set-up-python.sh newest) npm test
# `pinned` is what the reference values were made with, `newest` what pip offered when requirements-newest.txt was written.
# Each has a PyTorch of its own, since a sum in another order is another last digit.
# Prints nothing, and says why on stderr, if the packages can't be had in SECONDS (the second argument, default: 180):
# tests that need them are skipped then. They need 6 GB each, since PyPI's PyTorch brings CUDA's libraries.
set -uo pipefail
cd "$(dirname "$0")"
generation="${1:-}"
case "$generation" in
  pinned) requirements=requirements.txt ;;
  newest) requirements=requirements-newest.txt ;;
  *)
    echo "Expected pinned or newest, got \"$generation\"." >&2
    exit 2
    ;;
esac
seconds="${2:-180}"
cache="${XDG_CACHE_HOME:-$HOME/.cache}/lamella"
key="$(sha256sum "$requirements" | cut -c1-12)"
folder="$cache/python/$key"
mkdir -p "$cache/python"
if [ ! -x "$folder/bin/python" ]; then
  if [ "$(df --output=avail -k "$cache" | tail -1)" -lt 12000000 ]; then
    echo "No $generation PyTorch and PEFT: fewer than 12 GB are free in $cache." >&2
    exit 0
  fi
  new="$(mktemp -d "$cache/python/new-XXXXXX")"
  trap 'rm -rf "$new"' EXIT
  # Without bytecode, which takes longer to make than what tests import takes to compile.
  install() {
    python3 -m venv "$new" &&
      "$new/bin/pip" install --quiet --no-cache-dir --no-compile --requirement "$requirements"
  }
  export -f install
  export new requirements
  if ! timeout "$seconds" bash -c install >&2; then
    echo "No $generation PyTorch and PEFT: they could not be installed in $seconds s." >&2
    exit 0
  fi
  mv "$new" "$folder"
fi
echo "$folder/bin/python"
