# shellcheck shell=sh
# Sourced by ./test, ./quickstart and bench/ in the top folder: brings what they need onto a Debian machine, and only what is missing.

here=$(pwd)
# shellcheck source=etc/jdk.sh
. "$here/etc/jdk.sh"

say() {
    printf '\n== %s\n' "$*"
}

fail() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        sudo "$@"
    else
        return 1
    fi
}

# The packages among PROGRAM:PACKAGE… whose program is not there. /usr/sbin is looked at too: sshd and runc live there.
missing_packages() {
    for pair in "$@"; do
        PATH=$PATH:/usr/sbin:/sbin command -v "${pair%%:*}" >/dev/null || printf '%s ' "${pair#*:}"
    done
}

# Installs packages without starting the services some of them bring: Debian asks /usr/sbin/policy-rc.d, and 101 means no.
install_packages() {
    command -v apt-get >/dev/null || return 1
    guard=/usr/sbin/policy-rc.d
    if [ ! -e $guard ]; then
        printf '#!/bin/sh\nexit 101\n' | as_root tee $guard >/dev/null || return 1
        as_root chmod 755 $guard
    else
        guard=
    fi
    installed=0
    # The list of packages may be old or absent on a new machine: it is fetched once it turns out to be needed.
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >/dev/null 2>&1 </dev/null ||
        { as_root apt-get update -qq </dev/null &&
            as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >/dev/null </dev/null; } ||
        installed=1
    [ -z "$guard" ] || as_root rm -f "$guard"
    return $installed
}

# need PROGRAM:PACKAGE…: all of them, or the script ends.
need() {
    packages=$(missing_packages "$@")
    [ -n "$packages" ] || return 0
    say "Installing $packages"
    # shellcheck disable=SC2086
    install_packages $packages || fail "could not install $packages: install them with apt-get as root, then run this again."
}

# want PROGRAM:PACKAGE…: those that can be had; what is missing then is skipped by the tests, which name it.
want() {
    packages=$(missing_packages "$@")
    [ -n "$packages" ] || return 0
    say "Installing $packages"
    # shellcheck disable=SC2086
    install_packages $packages || for package in $packages; do
        install_packages "$package" || echo "$package could not be installed; the tests that need it are skipped."
    done
}

# later_etcd SUITE: the etcd of a later Debian than this machine's, in the folder $later_etcd, beside the one that is installed. Its lists and
# packages are fetched without touching the machine's own, and Go programs run on any Debian.
later_etcd() {
    later_etcd=${XDG_CACHE_HOME:-$HOME/.cache}/etcdbr/etcd-$1/usr/bin
    [ -x "$later_etcd/etcd" ] && [ -x "$later_etcd/etcdctl" ] && [ -x "$later_etcd/etcdutl" ] && return 0
    command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return 1
    # shellcheck disable=SC2016
    archive=$(apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' | grep '/debian/\{0,1\}$' | head -n 1)
    [ -n "$archive" ] || return 1
    say "Fetching etcd of Debian $1"
    fetched=$(mktemp -d)
    (
        cd "$fetched" && mkdir -p lists/partial cache/archives/partial &&
            echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive $1 main" >sources.list &&
            for action in update "download etcd-server etcd-client"; do
                # shellcheck disable=SC2086
                apt-get -qq -o Dir::Etc::sourcelist="$fetched/sources.list" -o Dir::Etc::sourceparts=/dev/null \
                    -o Dir::State::lists="$fetched/lists" -o Dir::Cache="$fetched/cache" -o APT::Sandbox::User="$(id -un)" \
                    $action </dev/null || exit
            done &&
            mkdir -p "${later_etcd%/usr/bin}" &&
            for package in *.deb; do
                dpkg-deb -x "$package" "${later_etcd%/usr/bin}" || exit
            done
    )
    fetch=$?
    rm -rf "$fetched"
    return $fetch
}

# A JDK 25 for the build, in JAVA_HOME: one that is there, else one that apt has under either of two names.
need_jdk() {
    find_jdk && return 0
    for package in openjdk-25-jdk-headless temurin-25-jdk; do
        if apt-cache show "$package" >/dev/null 2>&1; then
            say "Installing $package"
            install_packages "$package" && find_jdk && return 0
        fi
    done
    if command -v apt-get >/dev/null && as_root apt-get update -qq </dev/null; then
        for package in openjdk-25-jdk-headless temurin-25-jdk; do
            apt-cache show "$package" >/dev/null 2>&1 && install_packages "$package" && find_jdk && return 0
        done
    fi
    fail "no JDK 25 found in JAVA_HOME, PATH, /usr/lib/jvm and /opt, and no package source of this machine has one:" \
        "install a JDK 25 and set JAVA_HOME to its folder."
}

# Maven on JDK 25, because the formatter reads Java with the JDK it runs on; without two warnings that are Maven's own affair.
maven() {
    MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED" \
        mvn --batch-mode --no-transfer-progress "$@" </dev/null
}
