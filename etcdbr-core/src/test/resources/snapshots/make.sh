#!/bin/sh
# make.sh OUT ETCD34_BIN ETCD35_BIN ETCD36_BIN: makes the files of this directory; see RECIPE.md.
# Each *_BIN is a directory with etcd and etcdctl, from 3.5 on with etcdutl.
set -eu
out=$1 bin34=$2 bin35=$3 bin36=$4
work=$(mktemp -d)
server=
trap 'test -z "$server" || kill "$server"; rm -rf "$work"' EXIT
export ETCDCTL_API=3 ETCD_LOG_LEVEL=error
client=http://127.0.0.1:24379 peer=http://127.0.0.1:24380

start() { # DATA [flag...]
  data=$1; shift
  "$bin/etcd" --name one --data-dir "$data" --listen-client-urls $client --advertise-client-urls $client \
    --listen-peer-urls $peer --initial-advertise-peer-urls $peer --initial-cluster one=$peer --unsafe-no-fsync "$@" \
    >"$work/log" 2>&1 &
  server=$!
  until ctl endpoint health >"$work/health" 2>&1; do kill -0 "$server"; sleep 0.2; done
}

stop() { kill "$server"; wait "$server" || true; server=; }

ctl() { "$bin/etcdctl" --endpoints $client $login "$@"; }

util() { if test -x "$bin/etcdutl"; then "$bin/etcdutl" "$@"; else "$bin/etcdctl" "$@"; fi; }

text() { # SIZE SEED: the same letters each time
  awk -v size="$1" -v seed="$2" 'BEGIN { srand(seed); while (size-- > 0) printf "%c", 97 + int(rand() * 4) }'
}

keep() { # FILE NAME: with what every official tool says of it
  cp "$1" "$out/$version-$2.db"
  {
    for tool in "$bin34/etcdctl" "$bin35/etcdutl" "$bin36/etcdutl"; do
      release=$("$tool" version | sed -n '1s/.*: //p')
      echo "$release line $("$tool" snapshot status "$out/$version-$2.db" 2>"$work/error")"
      echo "$release json $("$tool" snapshot status -w json "$out/$version-$2.db" 2>"$work/error")"
    done
  } >"$out/$version-$2.txt"
  gzip -9nf "$out/$version-$2.db"
}

live() { # NAME: what etcd itself says of what was just kept
  {
    echo "members $(ctl member list -w json)"
    echo "alarms $(ctl alarm list -w json)"
    echo "leases $(ctl lease list -w json)"
    echo "keys $(ctl get '' --prefix --keys-only -w json)"
  } >>"$out/$version-$1.txt"
}

snapshot() { # NAME
  ctl snapshot save "$work/snapshot.db" >"$work/save" 2>&1
  keep "$work/snapshot.db" "$1"
  live "$1"
  rm "$work/snapshot.db"
}

for bin in "$bin34" "$bin35" "$bin36"; do
  version=$("$bin/etcd" --version | sed -n '1s/.*: //p')
  login=

  start "$work/a"
  snapshot empty
  for i in $(seq 1 120); do text 150 "$i" | ctl put "/registry/pods/default/pod-$i" >"$work/put"; done
  for i in $(seq 1 3 60); do text 90 "$i" | ctl put "/registry/pods/default/pod-$i" >"$work/put"; done
  for i in $(seq 2 5 120); do ctl del "/registry/pods/default/pod-$i" >"$work/put"; done
  text 30000 7 | ctl put /registry/secrets/default/large >"$work/put"
  text 5000 8 | ctl put /registry/configmaps/default/medium >"$work/put"
  ctl put /empty-value '' >"$work/put"
  lease=$(ctl lease grant 3600 | awk '{ print $2 }')
  ctl put /leased value --lease="$lease" >"$work/put"
  ctl lease grant 7200 >"$work/put"
  printf 'mod("/leased") > "0"\n\nput /txn/a 1\nput /txn/b 2\ndel /registry/pods/default/pod-1\n\n\n' | ctl txn >"$work/put"
  snapshot lived

  revision=$(ctl endpoint status -w json | sed 's/.*"revision":\([0-9]*\).*/\1/')
  ctl compact $((revision - 10)) --physical >"$work/put"
  snapshot compacted

  ctl member add two --learner --peer-urls=http://127.0.0.1:24390 >"$work/put"
  ctl member remove "$(ctl member list | awk -F', ' '/24390/ { print $1 }')" >"$work/put"
  ctl member add three --learner --peer-urls=http://127.0.0.1:24400,http://127.0.0.2:24400 >"$work/put"
  snapshot members
  ctl member remove "$(ctl member list | awk -F', ' '/24400/ { print $1 }')" >"$work/put"

  ctl defrag >"$work/put"
  snapshot defragmented
  stop
  keep "$work/a/member/snap/db" stopped
  util defrag --data-dir "$work/a" >"$work/put" 2>&1 || "$bin/etcdctl" defrag --data-dir "$work/a" >"$work/put" 2>&1
  keep "$work/a/member/snap/db" defragmented-offline

  gunzip -c "$out/$version-lived.db.gz" >"$work/lived.db"
  util snapshot restore "$work/lived.db" --data-dir "$work/restored" >"$work/put" 2>&1
  keep "$work/restored/member/snap/db" restored
  if test -x "$bin/etcdutl"; then
    util snapshot restore "$work/lived.db" --data-dir "$work/bumped" --bump-revision 1000000 --mark-compacted >"$work/put" 2>&1
    keep "$work/bumped/member/snap/db" bumped
  fi

  start "$work/b"
  ctl role add reader >"$work/put"
  ctl role grant-permission reader read /registry/ --prefix=true >"$work/put"
  ctl user add root:secret >"$work/put"
  ctl user add alice:secret >"$work/put"
  ctl user grant-role root root >"$work/put"
  ctl user grant-role alice reader >"$work/put"
  ctl put /a b >"$work/put"
  ctl auth enable >"$work/put"
  login='--user root:secret'
  snapshot auth
  login=
  stop

  start "$work/c" --quota-backend-bytes 100000
  while text 20000 9 | ctl put /filler >"$work/put" 2>&1; do :; done
  snapshot alarm
  stop
  rm -rf "$work"/a "$work"/b "$work"/c "$work"/restored "$work"/bumped
done
