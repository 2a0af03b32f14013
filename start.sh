#!/bin/sh
# Set up Undring in a folder of its own (.venv) the first time, then run it. Further words go to `python`, as in
# `sh start.sh -m bot ask "hva er meldeplikt"`; with none, the bot starts with its chat page.
set -eu
cd "$(dirname "$0")"

python=""
for name in python3.13 python3.12 python3.11 python3; do
  if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    python=$name
    break
  fi
done
if [ -z "$python" ]; then
  echo "Undring trenger Python 3.11 eller nyere. Installer det (Debian/Ubuntu: sudo apt install python3 python3-venv, macOS: brew install python) og prøv igjen." >&2
  exit 1
fi

wanted=${REQUIREMENTS:-requirements.txt}
stamp=".venv/.$wanted.installed"
# What is installed is what stood in every requirements file then, for they refer to each other.
if ! cat requirements*.txt | cmp -s - "$stamp" 2>/dev/null; then
  if ! "$python" -m venv .venv 2>/dev/null; then
    rm -rf .venv
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
      apt-get update -qq && apt-get install -y -qq python3-venv && "$python" -m venv .venv
    else
      echo "Python mangler venv. Kjør: sudo apt install python3-venv  og prøv igjen." >&2
      exit 1
    fi
  fi
  echo "Installerer det Undring trenger (et par minutter første gang) …" >&2
  .venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$wanted"
  cat requirements*.txt > "$stamp"
fi
if [ $# -eq 0 ]; then
  set -- app.py
fi
exec .venv/bin/python "$@"
