#!/bin/sh
# Fetch the chat page's two libraries from npm and check them: `sh deploy/fetch-vendor.sh`. Both are MIT.
set -eu
cd "$(dirname "$0")/.."
into=bot/web/static/vendor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --no-audit --no-fund --silent --ignore-scripts adaptivecards@3.0.6 markdown-it@14.3.3
cp "$work/node_modules/adaptivecards/dist/adaptivecards.min.js" "$work/node_modules/markdown-it/dist/markdown-it.min.js" "$into/"
cp "$work/node_modules/adaptivecards/LICENSE" "$into/adaptivecards.LICENSE"
cp "$work/node_modules/markdown-it/LICENSE" "$into/markdown-it.LICENSE"
(cd "$into" && sha256sum -c SHA256SUMS)
