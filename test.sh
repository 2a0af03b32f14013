#!/bin/sh
# Set up what the tests need (a browser and, where there is npm, the Agents Playground), then run them.
# Further words go to pytest, as in `sh test.sh tests/guide`.
set -eu
cd "$(dirname "$0")"
export REQUIREMENTS=requirements-dev.txt

if ! command -v chromium >/dev/null 2>&1 && ! command -v google-chrome >/dev/null 2>&1; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu fonts-noto-color-emoji >/dev/null
  else
    sh start.sh -m playwright install chromium
  fi
fi
# PostgreSQL and nginx: several replicas on one database. Without them those tests say that they were skipped, and why.
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  if [ ! -d /usr/lib/postgresql ] || ! command -v nginx >/dev/null 2>&1; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql nginx-light >/dev/null || true
  fi
fi
# The Playground's licence is for evaluation: it is fetched for the tests and never shipped. axe-core is MPL-2.0, likewise for tests alone.
if command -v npm >/dev/null 2>&1 && { [ ! -d build/npm/node_modules/@microsoft/m365agentsplayground ] || [ ! -f build/npm/node_modules/axe-core/axe.min.js ]; }; then
  mkdir -p build/npm
  npm install --prefix build/npm --no-audit --no-fund --no-save --silent @microsoft/m365agentsplayground@0.2.28 axe-core@4.14.1 || true
fi
exec sh start.sh -m pytest "$@"
