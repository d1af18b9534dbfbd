# shellcheck shell=sh
# Sourced by scripts that need a JDK 25: find_jdk sets JAVA_HOME to one, or returns 1.

is_jdk_25() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] && grep -q '^JAVA_VERSION="25[."]' "$1/release"
}

find_jdk() {
    if command -v javac >/dev/null 2>&1; then
        on_path=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
    else
        on_path=
    fi
    for candidate in "${ETCDBR_JDK:-}" "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/*25* /opt/*jdk*25*; do
        if [ -n "$candidate" ] && is_jdk_25 "$candidate"; then
            JAVA_HOME=$candidate
            export JAVA_HOME
            return 0
        fi
    done
    return 1
}
