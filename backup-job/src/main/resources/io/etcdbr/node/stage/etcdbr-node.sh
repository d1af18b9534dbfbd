#!/bin/sh
# Starts etcdbr-node on this node, without the Kubernetes API: in the container of the executor if that runs, else in a
# container of its own from the image that is here.
#
#   etcdbr-node status
#   etcdbr-node resume ID
#   etcdbr-node rollback ID
set -eu

id=@id@
node=@node@
image=@image@
folder=@folder@
static_pods=@static_pods@

if [ $# -eq 0 ]; then
    set -- status "$id"
fi
if command -v crictl >/dev/null; then
    container=$(crictl ps --quiet --state running --name '^etcdbr-executor$' 2>/dev/null | head -n 1)
    if [ -n "$container" ]; then
        exec crictl exec -i "$container" java "@/app/conf/node.options" "$@" "--node=$node"
    fi
fi
if command -v ctr >/dev/null; then
    # containerd names images as its ParseDockerRef does: with a registry, and with a tag or a digest, of both the digest.
    path=${image%%@*}
    last=${path##*/}
    case $image in
        *@*) named=${path%"$last"}${last%%:*}@${image#*@} ;;
        *) case $last in
            *:*) named=$image ;;
            *) named=$image:latest ;;
        esac ;;
    esac
    here=$(ctr --namespace k8s.io images ls --quiet |
        grep -Fx -e "$image" -e "$named" -e "docker.io/library/$named" -e "docker.io/$named" -e "localhost/$named" | head -n 1)
    if [ -z "$here" ]; then
        echo "etcdbr-node: the image $image is not on this node (ctr -n k8s.io images ls): use RECOVER.sh beside this file." >&2
        exit 42
    fi
    # Privileged and with the node's processes and root, for the same reasons as the executor's manifest says.
    exec ctr --namespace k8s.io run --rm --privileged --net-host --user 0:0 --with-ns pid:/proc/1/ns/pid \
        --mount type=bind,src=/,dst=/host,options=rbind:rw \
        "$here" "etcdbr-node-$$" java "@/app/conf/node.options" "$@" "--node=$node"
fi
if [ -e "$folder/recovering" ] && [ -e "$folder/executor.yaml" ]; then
    # RECOVER.sh has been used: it took the executor away.
    echo "etcdbr-node: no container of the executor runs, and ctr, which could start one, is not on this node. Put the executor back with" \
        "'cp -p $folder/executor.yaml $static_pods/etcdbr-$id.yaml'; it does nothing by itself. Say this again once it runs (crictl ps)." >&2
    exit 42
fi
if command -v crictl >/dev/null; then
    # As with CRI-O: crictl can only look into containers that kubelet made.
    echo "etcdbr-node: the executor's container does not run (crictl ps), and ctr, which could start one from the image $image, is not" \
        "on this node: use RECOVER.sh beside this file, or start the image by hand." >&2
else
    echo "etcdbr-node: neither crictl nor ctr is on this node: use RECOVER.sh beside this file, or start the image $image by hand." >&2
fi
exit 42
