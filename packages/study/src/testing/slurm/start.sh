#!/usr/bin/env bash
# A real Slurm of one node on this machine, for tests and checks: start.sh FOLDER [accounting]. It needs root, and Debian's slurm-wlm
# and munge, which it installs. It starts a munged of its own, slurmctld and slurmd, waits until the node is idle, and prints the
# line that sets SLURM_CONF. stop.sh FOLDER ends what was started.
#
# Two partitions on the node: jobs on `high` preempt those on `low`. Without `accounting` sacct says nothing, as on clusters without
# slurmdbd; with it slurmdbd and MariaDB run as well, and are installed.
set -euo pipefail
dir=$(mkdir -p "$1" && cd "$1" && pwd)
command -v slurmctld >/dev/null || {
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq slurm-wlm munge >/dev/null
}
[ -z "${2:-}" ] || { command -v slurmdbd && command -v mariadbd; } >/dev/null || {
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq slurmdbd mariadb-server-core mariadb-client-core >/dev/null
}
host=$(hostname -s)
memory=$(($(awk '/MemTotal/{print $2}' /proc/meminfo) / 1024 - 512))
port=$((20000 + 3 * ($$ % 4000)))
mkdir -p "$dir"/{state,spool,log,munge}
chmod 711 "$dir" "$dir/munge"
(umask 077 && head -c 1024 /dev/urandom >"$dir/munge/key")
munged --force --socket="$dir/munge/socket" --key-file="$dir/munge/key" --seed-file="$dir/munge/seed" \
  --pid-file="$dir/munge/pid" --log-file="$dir/log/munged.log"
accounting=
if [ -n "${2:-}" ]; then
  mkdir -p "$dir/tables"
  mariadb-install-db --user=root --datadir="$dir/tables" --skip-test-db >/dev/null
  # No port: a socket in its own folder.
  mariadbd --no-defaults --user=root --datadir="$dir/tables" --socket="$dir/tables/socket" --pid-file="$dir/tables/pid" \
    --skip-networking >"$dir/log/mariadb.log" 2>&1 </dev/null &
  for _ in $(seq 60); do
    mariadb-admin --socket="$dir/tables/socket" ping >/dev/null 2>&1 && break
    sleep 0.5
  done
  (
    umask 077
    cat >"$dir/slurmdbd.conf" <<C
DbdHost=localhost
DbdPort=$((port + 2))
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$dir/munge/socket
LogFile=$dir/log/slurmdbd.log
PidFile=$dir/slurmdbd.pid
StorageType=accounting_storage/mysql
StorageHost=localhost
StorageUser=root
StorageLoc=slurm
C
  )
  MYSQL_UNIX_PORT="$dir/tables/socket" SLURM_CONF="$dir/slurmdbd.conf" slurmdbd
  for _ in $(seq 60); do
    (: >"/dev/tcp/127.0.0.1/$((port + 2))") 2>/dev/null && break
    sleep 0.5
  done
  accounting="AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=localhost
AccountingStoragePort=$((port + 2))
AccountingStoragePass=$dir/munge/socket"
fi
cat >"$dir/slurm.conf" <<C
ClusterName=one
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$dir/munge/socket
CryptoType=crypto/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
SchedulerType=sched/backfill
SlurmctldParameters=idle_on_node_suspend
SchedulerParameters=sched_min_interval=100000,batch_sched_delay=0
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.pid
SlurmctldLogFile=$dir/log/slurmctld.log
SlurmdLogFile=$dir/log/slurmd.log
JobCompType=jobcomp/filetxt
JobCompLoc=$dir/log/jobs.txt
MinJobAge=${MIN_JOB_AGE:-600}
KillWait=5
ReturnToService=2
MpiDefault=none
JobRequeue=1
$accounting
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=$memory State=UNKNOWN
PartitionName=low Nodes=$host Default=YES MaxTime=INFINITE State=UP PriorityTier=1 PreemptMode=REQUEUE
PartitionName=high Nodes=$host MaxTime=INFINITE State=UP PriorityTier=10 PreemptMode=OFF
C
export SLURM_CONF=$dir/slurm.conf
slurmctld
slurmd
for _ in $(seq 60); do
  sinfo -h -o %T 2>/dev/null | grep -q idle && break
  sleep 0.5
done
sinfo -h -o %T | grep -q idle || {
  tail -n 5 "$dir"/log/*.log >&2
  exit 1
}
echo "export SLURM_CONF=$dir/slurm.conf"
