# Sourced by the other scripts: goes to the repository's root, installs packages where they are
# missing or older than the lockfile, and puts Node 24 from the lockfile first on PATH.
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

if ! command -v npm >/dev/null 2>&1; then
  echo 'npm is needed, of any Node from 20 on: install nodejs and npm, then run this again.' >&2
  exit 1
fi
# npm leaves its own copy of the lockfile behind once everything is in place.
if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
  echo 'Installing packages …' >&2
  npm ci --no-audit --no-fund --loglevel=error >&2 || exit 1
fi
export PATH="$PWD/node_modules/.bin:$PATH" TURBO_TELEMETRY_DISABLED=1
node_major="$(node -p 'process.versions.node.split(".")[0]')"
if [ "$node_major" -lt 24 ]; then
  echo "Node 24 or newer is needed and this is Node $node_major: there is no binary of it for this platform on npm, so install it by hand." >&2
  exit 1
fi
