# Sourced by scripts that need several hosts on one machine: each is a network namespace of its own,
# joined by a switch. Needs Linux, root and iproute2; whoever sources this has sourced spark-env.sh.
# All addresses are inside the namespaces (10.77.0.0/24), host 0 is 10.77.0.1; nothing is left
# behind when the script ends.

program=${0##*/}

cannot() {
  echo "$program: $1" >&2
  exit 3
}

[[ $(uname -s) == Linux ]] || cannot "network namespaces are Linux's; this is $(uname -s)"
((EUID == 0)) || cannot "network namespaces need root"
for tool in ip tc; do
  command -v "$tool" >/dev/null || cannot "$tool is missing; install iproute2"
done

spark_home=${SPARK_HOME:-$built_spark_home}
prefix=sparkprop-$$
dir=$(mktemp -d)
spaces=()

# All that runs on the hosts is this script's: asked to end, and killed where it does not.
stop_processes() {
  local signal space pid left
  for signal in TERM KILL; do
    for _ in {1..50}; do
      left=false
      for space in ${spaces[@]+"${spaces[@]}"}; do
        for pid in $(ip netns pids "$space" 2>/dev/null); do
          left=true
          kill "-$signal" "$pid" 2>/dev/null || true
        done
      done
      $left || return 0
      sleep 0.1
    done
  done
}

clean_up() {
  local status=$? space
  trap - EXIT INT TERM
  stop_processes
  for space in ${spaces[@]+"${spaces[@]}"}; do
    ip netns delete "$space" 2>/dev/null || true
  done
  rm -rf "$dir"
  exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

new_space() {
  ip netns add "$1" 2>"$dir/error" || cannot "cannot make a network namespace: $(cat "$dir/error")"
  spaces+=("$1")
  ip -n "$1" link set lo up
}

# new_host NUMBER: a namespace with a link to the switch.
new_host() {
  local number=$1 space=$prefix-$1
  new_space "$space"
  ip -n "$prefix-switch" link add "port$number" type veth peer name eth0 netns "$space"
  ip -n "$prefix-switch" link set "port$number" master bridge up
  ip -n "$space" address add "10.77.0.$((number + 1))/24" dev eth0
  ip -n "$space" link set eth0 up
}

# slow_host NUMBER BANDWIDTH LATENCY. What leaves it is slowed at its own end, what arrives at the
# switch's; queues are long, so that nothing is dropped, and bursts short: little more than the
# packet of 64 KiB that Linux hands on as one.
slow_host() {
  local number=$1 bandwidth=$2 latency=$3 space=$prefix-$1
  local slow=(tbf rate "$bandwidth" burst 70kb limit 256mb)
  tc -n "$prefix-switch" qdisc add dev "port$number" root "${slow[@]}" 2>"$dir/error" ||
    cannot "tc cannot slow links here, the kernel's tbf is missing: $(cat "$dir/error")"
  [[ $latency =~ ^[0.]+[a-z]+$ ]] || slow=(netem delay "$latency" rate "$bandwidth" limit 200000)
  tc -n "$space" qdisc add dev eth0 root "${slow[@]}" 2>"$dir/error" ||
    cannot "tc cannot delay here, the kernel's netem is missing: $(cat "$dir/error"); leave out --latency"
}

# new_hosts WORKERS: host 0 and so many others.
new_hosts() {
  local number
  new_space "$prefix-switch"
  ip -n "$prefix-switch" link add bridge type bridge 2>"$dir/error" ||
    cannot "cannot make a bridge: $(cat "$dir/error")"
  ip -n "$prefix-switch" link set bridge up
  for ((number = 0; number <= $1; number++)); do
    new_host "$number"
  done
}

# on_host NUMBER COMMAND…
on_host() {
  local number=$1
  shift
  SPARK_LOCAL_IP=10.77.0.$((number + 1)) ip netns exec "$prefix-$number" "$@"
}

# Starts a process of Spark's on a host.
launch() {
  local number=$1 name=$2
  shift 2
  on_host "$number" env "SPARK_HOME=$spark_home" "$java_command" -Xmx256m "${java_modules[@]}" -Dspark.master.rest.enabled=false \
    "-Dlog4j2.configurationFile=$repository/scripts/conf/cluster-log4j2.properties" \
    -cp "$spark_home/jars/*" "$@" >"$dir/$name.log" 2>&1 </dev/null &
}

# Waits until a log says a thing so many times.
await() {
  local log=$1 text=$2 times=$3
  for _ in {1..1200}; do
    (($(grep -c -- "$text" "$log" 2>/dev/null || true) >= times)) && return
    sleep 0.1
  done
  echo "$program: the cluster did not start; the end of its logs:" >&2
  tail -n 5 "$dir"/*.log >&2
  exit 1
}

# start_spark WORKERS MEMORY: a master on host 0, and a worker on each other.
start_spark() {
  local workers=$1 memory=$2 i
  export SPARK_SCALA_VERSION=2.13 OMP_NUM_THREADS=1
  launch 0 master org.apache.spark.deploy.master.Master --host 10.77.0.1 --port 7077 --webui-port 0
  await "$dir/master.log" "New state: ALIVE" 1
  for ((i = 1; i <= workers; i++)); do
    launch "$i" "worker-$i" org.apache.spark.deploy.worker.Worker --host "10.77.0.$((i + 1))" \
      --webui-port 0 --cores 1 --memory "$memory" --work-dir "$dir/work-$i" spark://10.77.0.1:7077
  done
  await "$dir/master.log" "Registering worker" "$workers"
}
