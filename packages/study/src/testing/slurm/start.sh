#!/usr/bin/env bash
# A real Slurm of one node on this machine, for tests and checks: start.sh FOLDER. It needs root, and Debian's slurm-wlm and munge,
# which it installs. It starts munged (unless one runs), slurmctld and slurmd, waits until the node is idle, and prints the line that
# sets SLURM_CONF. stop.sh FOLDER ends what was started.
#
# Two partitions on the node: jobs on `high` preempt those on `low`. There is no accounting, so sacct says nothing, as on clusters
# without slurmdbd.
set -euo pipefail
dir=$(mkdir -p "$1" && cd "$1" && pwd)
command -v slurmctld >/dev/null || {
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq slurm-wlm munge >/dev/null
}
host=$(hostname -s)
memory=$(($(awk '/MemTotal/{print $2}' /proc/meminfo) / 1024 - 512))
port=$((20000 + 2 * ($$ % 6000)))
mkdir -p "$dir"/{state,spool,log} /run/munge
chown munge: /run/munge
chmod 755 /run/munge
if ! { [ -e /run/munge/munge.socket.2 ] && munge -n >/dev/null 2>&1; }; then
  rm -f /run/munge/munge.socket.2*
  runuser -u munge -- munged --pid-file=/run/munge/munged.pid
  touch "$dir/munged"
fi
cat >"$dir/slurm.conf" <<C
ClusterName=one
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=root
AuthType=auth/munge
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
MinJobAge=600
KillWait=5
ReturnToService=2
MpiDefault=none
JobRequeue=1
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
