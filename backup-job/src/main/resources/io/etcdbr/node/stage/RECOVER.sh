#!/bin/sh
# Brings back the etcd that this node had before a restore, by hand and without etcdbr. Needs root, a POSIX shell and coreutils or
# busybox. May be run again whenever it stopped. It deletes nothing; the data of the restore is set aside.
#
#   RECOVER.sh                      before the nodes decided to keep the restored cluster
#   RECOVER.sh --force-time-travel  also afterwards. What was written since is forgotten: run it on ALL control-plane nodes or on none,
#                                   else two clusters believe to be this one.
#
# Run it on every node that takes part: the old cluster comes back with the majority of them.
set -eu

id=@id@
node=@node@
folder=@folder@
data_dir=@data_dir@
wal_dir=@wal_dir@
static_pods=@static_pods@
old_inode=@old_inode@
new_inode=@new_inode@
secure_port=@secure_port@
etcd_manifest=@etcd_manifest@
etcd_sha256=@etcd_sha256@
api_manifest=@api_manifest@
api_sha256=@api_sha256@
controllers_manifest=@controllers_manifest@
controllers_sha256=@controllers_sha256@
scheduler_manifest=@scheduler_manifest@
scheduler_sha256=@scheduler_sha256@

own=$data_dir/.etcdbr/$id
own_wal=$wal_dir/.etcdbr/$id
executor=$static_pods/etcdbr-$id.yaml
near_out=$static_pods/../etcdbr-$id-out

say() {
    echo "RECOVER: $*"
}

stop() {
    echo "RECOVER: $*" >&2
    exit 1
}

# The inode of a path, or nothing.
inode() {
    if [ -e "$1" ]; then stat -c %i "$1"; fi
}

force=no
case ${1:-} in
    '') ;;
    --force-time-travel) force=yes ;;
    *) stop "unknown argument $1: expected nothing or --force-time-travel" ;;
esac
[ "$(id -u)" = 0 ] || stop "only root can do this"
[ -d "$data_dir" ] || stop "there is no $data_dir here: is this node $node?"

# How far an earlier run came: nothing, 'checking', 'moving' or 'done'. A marker of which a power cut left nothing counts as moving.
marker=$folder/recovering
kept=$folder/executor.yaml
begun=
if [ -e "$marker" ]; then
    begun=$(sed -n 's/^\([a-z]*\).*/\1/p' "$marker")
    begun=${begun:-moving}
    other=$(sed -n 's/^[a-z]* \([0-9][0-9]*\)$/\1/p' "$marker")
    if [ -n "$other" ] && [ "$other" != $$ ] && tr '\0' ' ' <"/proc/$other/cmdline" 2>/dev/null | grep -q 'RECOVER\.sh'; then
        stop "it runs already (process $other)"
    fi
fi
# Whole at once, and on the disk before anything that it stands for.
mark() {
    echo "$*" >"$marker.new"
    sync
    mv "$marker.new" "$marker"
    sync
}
as_it_was() {
    if [ ! -e "$executor" ] && [ -e "$kept" ]; then
        cp -a "$kept" "$static_pods/.etcdbr-$id.recover"
        mv "$static_pods/.etcdbr-$id.recover" "$executor"
    fi
    rm -f "$marker"
}
if [ "$begun" = checking ]; then
    # It was cut off, and has moved nothing but the executor's manifest; the executor may have voted before it let go.
    trap as_it_was EXIT
fi

# 1. Did the nodes decide already?
told=
judge() {
    state=$(sed -n 's/.*"state":{"name":"\([A-Za-z]*\)".*/\1/p' "$folder/journal.jsonl" 2>/dev/null | tail -n 1)
    [ "${state:-Armed}" = "$told" ] || say "restore $id on node $node is in state ${state:-Armed}"
    told=${state:-Armed}
    case $state in
        AwaitingFirstApi | StartingApi | StartingControllers | Finishing | Restored)
            [ $force = yes ] || stop "the nodes DECIDED to keep the restored cluster, and it serves. Going back now forgets what was" \
                "written since; if that is what you want, on all nodes: $0 --force-time-travel" ;;
        Voting | AskingRollback)
            [ $force = yes ] || stop "this node has VOTED for the restored cluster, and the others may have decided to keep it. Look at" \
                "them first; if no node is further than Voting, run on all of them: $0 --force-time-travel" ;;
    esac

    [ -s "$folder/journal.jsonl" ] && ! grep -q '"state":"Damaged"' "$folder/status.json" 2>/dev/null || [ $force = yes ] ||
        stop "the journal $folder/journal.jsonl is gone or damaged, so nothing here says whether this node voted for the restored" \
            "cluster. Look at the other nodes; if none is further than Voting, run on all of them: $0 --force-time-travel"
}
judge

# 2. The executor must not work at the same time. While the marker is there it does nothing, also one that a kubelet starts again which did
# not notice that its manifest is gone. Its lock shows in /proc/locks. Until it is free the executor may go on to another state, and vote:
# so the state is judged again then, and if that refuses, everything is as it was.
case $begun in
    '' | checking)
        trap as_it_was EXIT
        trap 'exit 1' HUP INT TERM
        mark "checking $$"
        ;;
    *) mark "moving $$" ;;
esac
if [ -e "$executor" ]; then
    cp -a "$executor" "$kept"
fi
sync
rm -f "$executor"
lock=$(inode "$folder/lock")
# As /proc/locks writes the device of a file, in hexadecimal; stat gives Linux's encoding of both numbers in one.
device=$(stat -c %d "$folder")
major=$(((device >> 8 & 0xfff) | (device >> 32 & ~0xfff)))
device=$(printf '%02x:%02x' "$major" $(((device & 0xff) | (device >> 12 & ~0xff))))
# Numbers of the processes that hold the lock. File systems without a device of their own, such as btrfs, show one number there and
# another in stat; their major number is 0, and the inode alone counts.
holders() {
    sed -n "s/.* \([0-9-]*\) \([0-9a-f]*:[0-9a-f]*:$lock\) .*/\1 \2/p" /proc/locks | while read -r holder file; do
        case $file in
            "$device:$lock") echo "$holder" ;;
            00:*) if [ "$major" = 0 ]; then echo "$holder"; fi ;;
        esac
    done
}
locked() {
    [ -n "$lock" ] && [ -n "$(holders)" ]
}
waited=0
while locked; do
    waited=$((waited + 1))
    if [ $waited -eq 30 ]; then
        # By the inode alone it may be a stranger's.
        holders | while read -r holder; do
            if tr '\0' ' ' <"/proc/$holder/cmdline" 2>/dev/null | grep -q "java .*execute $id "; then
                say "the executor (process $holder) does not end by itself: sending SIGTERM"
                kill "$holder" 2>/dev/null || true
            fi
        done
    fi
    [ $waited -lt 90 ] || stop "the executor still holds $folder/lock: end it first ('crictl ps --name etcdbr-executor')"
    sleep 1
done
judge
trap - EXIT HUP INT TERM
mark "moving $$"

# 3. Manifests out. Kubelet then ends the processes.
take_out() {
    [ -e "$static_pods/$1" ] || return 0
    # A name that is taken already is that of an earlier try, with the same bytes.
    target=$folder/out/$1
    [ ! -e "$target" ] && [ ! -e "$near_out/$1" ] || target=$target.again
    mv "$static_pods/$1" "$target"
}
mkdir -p "$folder/out"
for manifest in "$api_manifest" "$controllers_manifest" "$scheduler_manifest" "$etcd_manifest"; do
    take_out "$manifest"
done

# 4. The processes must be gone. Only those in this node's own network: others belong to clusters that run in pods here.
network=$(readlink /proc/self/ns/net)
# Numbers of the processes that run the program $1 here; of kube-apiserver only the one on our port.
processes() {
    for process in /proc/[0-9]*; do
        program=$(readlink "$process/exe" 2>/dev/null) || continue
        program=${program##*/}
        is_program "${program% (deleted)}" "$1" || continue
        [ "$(readlink "$process/ns/net" 2>/dev/null)" = "$network" ] || continue
        if [ "$1" = etcd ]; then
            uses_data "$process" || continue
        elif [ "$1" = kube-apiserver ]; then
            [ "$(port_of "$process")" = "$secure_port" ] || continue
        fi
        printf '%s ' "${process#/proc/}"
    done
}
# Whether the file's name $1 is that of the program $2. Some images have several versions of etcd side by side, as etcd-3.5.21.
is_program() {
    case $1 in
        "$2") return 0 ;;
        etcd-*[!0-9.]*) return 1 ;;
        etcd-?*) [ "$2" = etcd ] ;;
        *) return 1 ;;
    esac
}
# The port of a kube-apiserver: of --secure-port=N or --secure-port N, else the one that it has by itself.
port_of() {
    port=$(tr '\0' '\n' 2>/dev/null <"$1/cmdline" |
        sed -n -e 's/^-\{1,2\}secure-port=//p' -e '/^-\{1,2\}secure-port$/{n;p;}' | head -n 1)
    echo "${port:-6443}"
}
# Whether a process has one of the databases open, old or new.
uses_data() {
    for file in "$1"/fd/*; do
        opened=$(stat -L -c %d:%i "$file" 2>/dev/null) || continue
        for database in "$data_dir/member/snap/db" "$own/old/member/snap/db" "$own/new/member/snap/db"; do
            [ -e "$database" ] && [ "$(stat -c %d:%i "$database")" = "$opened" ] && return 0
        done
    done
    return 1
}
# Ends the program $1: SIGTERM after $2 s, SIGKILL $3 s later.
end() {
    waited=0
    while pids=$(processes "$1") && [ -n "$pids" ]; do
        # shellcheck disable=SC2086
        if [ $waited -eq "$2" ]; then
            say "ending $1 (process ${pids% })"
            kill $pids 2>/dev/null || true
        elif [ $waited -eq $(($2 + $3)) ]; then
            say "killing $1 (process ${pids% })"
            kill -9 $pids 2>/dev/null || true
        fi
        [ $waited -lt $(($2 + $3 + 30)) ] || stop "$1 (process ${pids% }) does not go: reboot the node, then run this again"
        waited=$((waited + 1))
        sleep 1
    done
}
end kube-apiserver 3 3
end kube-controller-manager 3 3
end kube-scheduler 3 3
end etcd 10 10

# 5. The old data in. Inodes tell which is which, whatever the names say.
not_in_place() {
    stop "$data_dir/member is not the old data, although it was moved there: something made it anew meanwhile, as an etcd does that is" \
        "started now. etcd's manifest is NOT put back. Find out what starts etcd (stop kubelet if you must), then run this again"
}
taken=$own/taken-out
if [ "$(inode "$data_dir/member")" = "$old_inode" ]; then
    say "the old data is in place"
else
    if [ "$(inode "$own/old/member")" = "$old_inode" ]; then
        from=$own/old/member
    elif [ "$(inode "$own/new/member")" = "$old_inode" ]; then
        from=$own/new/member
    else
        stop "the old data (inode $old_inode) is neither in $data_dir/member nor below $own: look there, nothing was moved"
    fi
    # Into the folder above and under the name it has: so mv never moves one 'member' into another, which an etcd may have made that
    # somebody starts in this moment.
    if [ -e "$data_dir/member" ]; then
        [ "$(inode "$data_dir/member")" = "$new_inode" ] ||
            say "$data_dir/member is not the restored data either; it is set aside all the same, in $taken"
        [ ! -e "$taken/member" ] || taken=$taken-$(date +%s)
        [ -d "$taken" ] || mkdir -m 700 "$taken"
        mv "$data_dir/member" "$taken/"
    fi
    mv "$from" "$data_dir/" || not_in_place
    say "the old data is back in $data_dir/member"
fi
# The restored data where it was staged: so 'etcdbr-node rollback' can end the restore afterwards.
if [ "$(inode "$taken/member")" = "$new_inode" ] && [ ! -e "$own/new/member" ]; then
    [ -d "$own/new" ] || mkdir -m 700 "$own/new"
    mv "$taken/member" "$own/new/"
fi
rmdir "$taken" "$own/old" 2>/dev/null || true
if [ -n "$wal_dir" ] && [ -e "$own_wal/old-files" ]; then
    mkdir -p "$own_wal/failed-new"
    for file in "$wal_dir"/*.wal "$wal_dir"/*.tmp; do
        [ -e "$file" ] || continue
        grep -q -x "$(inode "$file") ${file##*/}" "$own_wal/old-files" || mv "$file" "$own_wal/failed-new/"
    done
    while read -r number name; do
        [ "$(inode "$wal_dir/$name")" = "$number" ] && continue
        [ "$(inode "$own_wal/old/$name")" = "$number" ] || stop "the old WAL file $name is neither in $wal_dir nor in $own_wal/old"
        mv "$own_wal/old/$name" "$wal_dir/$name"
    done <"$own_wal/old-files"
    # Once is enough: etcd goes on writing, and what it writes from now on must not be taken for the restored WAL.
    sync
    mv "$own_wal/old-files" "$own_wal/old-files.back"
    say "the old WAL is back in $wal_dir"
fi
sync

# 6. The old data, and nothing else. An etcd without a WAL would begin a new, empty cluster.
[ "$(inode "$data_dir/member")" = "$old_inode" ] || not_in_place
wal=${wal_dir:-$data_dir/member/wal}
found=no
for file in "$wal"/*.wal; do
    [ -e "$file" ] && found=yes
done
[ $found = yes ] || stop "there is no *.wal file in $wal: etcd's manifest is NOT put back, because an empty cluster would begin"

# 7. Manifests back: the same bytes, whole at once, with the owner, mode and SELinux label of the copy, which are those that it had here.
put_back() {
    [ -e "$static_pods/$1" ] && return 0
    for copy in "$folder/out/$1" "$near_out/$1" "$folder/saved/$1"; do
        [ -e "$copy" ] || continue
        [ "$(sha256sum <"$copy" | cut -d' ' -f1)" = "$2" ] || continue
        cp -a "$copy" "$static_pods/.$1.recover"
        mv "$static_pods/.$1.recover" "$static_pods/$1"
        say "put $static_pods/$1 back"
        return 0
    done
    stop "no whole copy of $1 is in $folder: write it by hand into $static_pods"
}
put_back "$etcd_manifest" "$etcd_sha256"
waited=0
until [ -n "$(processes etcd)" ]; do
    waited=$((waited + 1))
    if [ $waited -eq 120 ]; then
        say "etcd has not started after 120 s: does kubelet run? ('systemctl status kubelet')"
        break
    fi
    sleep 1
done
put_back "$api_manifest" "$api_sha256"
put_back "$controllers_manifest" "$controllers_sha256"
put_back "$scheduler_manifest" "$scheduler_sha256"
# By force: then the nodes may have decided otherwise, and 'etcdbr-node rollback' leads back from there too.
if [ $force = yes ]; then
    mark "done by force"
else
    mark "done"
fi
say "done on node $node. Run it on the other nodes too; once most of them are done the old cluster serves again. Then say" \
    "'$folder/etcdbr-node rollback $id' on one node after another, so that etcdbr knows."
