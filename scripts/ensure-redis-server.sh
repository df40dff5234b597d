# Sourced by the other scripts: makes sure that redis-server or valkey-server can be started.
ensure_redis_server() {
  command -v redis-server >/dev/null 2>&1 || command -v valkey-server >/dev/null 2>&1 && return
  local as_root=''
  if [ "$(id -u)" -ne 0 ]; then
    if sudo -n true >/dev/null 2>&1; then as_root='sudo -n'; else as_root='none'; fi
  fi
  local install
  if command -v apt-get >/dev/null 2>&1; then
    install='apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq redis-server'
  elif command -v dnf >/dev/null 2>&1; then
    install='dnf install -y -q valkey || dnf install -y -q redis'
  elif command -v apk >/dev/null 2>&1; then
    install='apk add -q redis'
  elif command -v pacman >/dev/null 2>&1; then
    install='pacman -S --noconfirm valkey'
  elif command -v brew >/dev/null 2>&1; then
    install='brew install -q redis'
    as_root=''
  else
    echo 'Redis is needed: install redis-server 6.2 or newer, or set REDIS_URL, then run this again.' >&2
    return 1
  fi
  if [ "$as_root" = none ]; then
    echo "Redis is needed: type  sudo sh -c '$install'  and run this again, or set REDIS_URL." >&2
    return 1
  fi
  echo 'Installing redis-server …' >&2
  $as_root sh -c "$install" >/dev/null || {
    echo "Redis could not be installed: type  sudo sh -c '$install'  and see what it says." >&2
    return 1
  }
}
