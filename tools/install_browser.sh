#!/usr/bin/env bash
# Browser tests use Debian's chromium: install it when it is missing and we may.
set -euo pipefail
if command -v chromium >/dev/null; then exit 0; fi
if [ "$(id -u)" -ne 0 ]; then
  echo "The browser tests need chromium: ask an administrator to run 'apt-get install chromium'." >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends chromium fonts-liberation >/dev/null
