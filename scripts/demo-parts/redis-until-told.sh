# Runs a Redis that loses nothing until SIGTERM, and says `ready URL` once it answers.
#   redis-until-told.sh PORT FOLDER
port="$1"
folder="$2"
server="$(command -v redis-server || command -v valkey-server)"
"$server" --port "$port" --bind 127.0.0.1 --dir "$folder" --save '' \
  --appendonly yes --appendfsync always --maxmemory 768mb --maxmemory-policy noeviction \
  --loglevel warning --logfile "$folder/redis.log" &
child=$!
trap 'kill $child; wait $child' TERM
until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
  if ! kill -0 $child 2>/dev/null; then
    cat "$folder/redis.log"
    exit 1
  fi
  sleep 0.05
done
echo "ready redis://127.0.0.1:$port"
wait $child
