# shellcheck shell=sh
# Sourced by ./quickstart, bench/ and image/update-classes, after etc/machine.sh: servers on loopback, to be thrown away. A TLS etcd of
# one member, as kubeadm sets one up, and an S3 server.

# A port of 127.0.0.1 on which nothing listens, other than those in $taken.
free_port() {
    port=$((20000 + $$ % 9000))
    while echo " ${taken:-} " | grep -q " $port " ||
        awk -v port="$(printf '%04X' $port)" '$4 == "0A" { split($2, a, ":"); if (a[2] == port) found = 1 } END { exit !found }' \
            /proc/net/tcp /proc/net/tcp6 2>/dev/null; do
        port=$((port + 1))
    done
    taken="${taken:-} $port"
}

# make_certificates DIR: CA, server and client, RSA keys in PKCS#1 as kubeadm writes them.
make_certificates() {
    (
        umask 077
        mkdir -p "$1"
        cd "$1" || exit
        openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=etcd-ca -days 2 -keyout ca.key -out ca.crt 2>/dev/null
        for name in server healthcheck-client; do
            openssl genrsa -traditional -out $name.key 2048 2>/dev/null || openssl genrsa -out $name.key 2048 2>/dev/null
            openssl req -new -key $name.key -subj "/O=system:masters/CN=$name" -out $name.csr
            printf 'subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth,clientAuth\n' >$name.ext
            openssl x509 -req -in $name.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile $name.ext \
                -out $name.crt 2>/dev/null
            rm $name.csr $name.ext
        done
        # The loader's gRPC library reads no PKCS#1.
        openssl pkcs8 -topk8 -nocrypt -in healthcheck-client.key -out healthcheck-client.pk8
    )
}

# start_etcd DATA PKI CLIENT_PORT PEER_PORT LOG [FLAG…]: starts it, sets $etcd_pid, and waits until it answers.
start_etcd() {
    data=$1 pki=$2 client=$3 peer=$4 log=$5
    shift 5
    etcd --name member-1 --data-dir "$data" --log-level error \
        --listen-client-urls "https://127.0.0.1:$client" --advertise-client-urls "https://127.0.0.1:$client" \
        --listen-peer-urls "http://127.0.0.1:$peer" --initial-advertise-peer-urls "http://127.0.0.1:$peer" \
        --initial-cluster "member-1=http://127.0.0.1:$peer" \
        --cert-file "$pki/server.crt" --key-file "$pki/server.key" --trusted-ca-file "$pki/ca.crt" --client-cert-auth \
        "$@" >"$log" 2>&1 </dev/null &
    etcd_pid=$!
    export ETCDCTL_API=3 ETCDCTL_ENDPOINTS="https://127.0.0.1:$client" ETCDCTL_CACERT="$pki/ca.crt" \
        ETCDCTL_CERT="$pki/healthcheck-client.crt" ETCDCTL_KEY="$pki/healthcheck-client.key"
    tries=0
    until etcdctl endpoint health >/dev/null 2>&1; do
        tries=$((tries + 1))
        if ! kill -0 "$etcd_pid" 2>/dev/null || [ $tries -gt 120 ]; then
            cat "$log" >&2
            echo "etcd did not start; its log is above." >&2
            return 1
        fi
        sleep 0.25
    done
}

# stop_etcd [SIGNAL]: ends it and waits for its end.
stop_etcd() {
    [ -n "${etcd_pid:-}" ] || return 0
    kill "-${1:-TERM}" "$etcd_pid" 2>/dev/null || true
    wait "$etcd_pid" 2>/dev/null || true
    etcd_pid=
}

# load_objects APPLICATION COUNT_OR_SIZE: Kubernetes-like objects, by the program in bench/ with the built program's libraries.
load_objects() {
    "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx512m --enable-native-access=ALL-UNNAMED \
        --sun-misc-unsafe-memory-access=allow -cp "$1/lib/*" "${here:?}/bench/LoadObjects.java" \
        "$ETCDCTL_ENDPOINTS" "$ETCDCTL_CACERT" "$ETCDCTL_CERT" "${ETCDCTL_KEY%.key}.pk8" "$2"
}

# start_s3 DIR: the S3 server of the tests, with its objects on the disk of DIR; sets $endpoint, $bucket, $access_key, $secret_key,
# $access_key_file, $secret_key_file and $s3_pid. The tests must have been compiled.
start_s3() {
    maven --quiet --projects etcdbr-core dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile="$1/class-path"
    mkdir "$1/s3"
    mkfifo "$1/s3.stdin"
    "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx256m -Djava.io.tmpdir="$1/s3" \
        -cp "etcdbr-core/target/test-classes:etcdbr-core/target/classes:$(cat "$1/class-path")" bench/ServeS3.java \
        <"$1/s3.stdin" >"$1/s3.account" 2>"$1/s3.log" &
    s3_pid=$!
    # The server lives until this end of its standard input is closed.
    exec 9>"$1/s3.stdin"
    tries=0
    while [ "$(wc -l <"$1/s3.account")" != 6 ]; do
        tries=$((tries + 1))
        if ! kill -0 "$s3_pid" 2>/dev/null || [ $tries -gt 120 ]; then
            cat "$1/s3.log" >&2
            fail "the S3 server did not start; its log is above."
        fi
        sleep 0.25
    done
    # shellcheck disable=SC2034
    { read -r endpoint && read -r bucket && read -r access_key && read -r secret_key && read -r access_key_file &&
        read -r secret_key_file; } <"$1/s3.account"
}

stop_s3() {
    [ -n "${s3_pid:-}" ] || return 0
    kill "$s3_pid" 2>/dev/null || true
    wait "$s3_pid" 2>/dev/null || true
    s3_pid=
}
