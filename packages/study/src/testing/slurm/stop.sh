#!/usr/bin/env bash
# Ends what start.sh FOLDER started, by process id, and waits until it is gone.
end() {
  local pid
  pid=$(cat "$1" 2>/dev/null) || return 0
  kill "$pid" 2>/dev/null || return 0
  for _ in $(seq 100); do
    kill -0 "$pid" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -9 "$pid"
}
end "$1/slurmd.pid"
end "$1/slurmctld.pid"
end "$1/slurmdbd.pid"
end "$1/tables/pid"
end "$1/munge/pid"
