# Shared by ./build and ./rose, which source it. Starts no process except where `java` on the PATH
# is a link: it is on the way of every start.

# is_jdk HOME PROGRAM: whether HOME is of version 25 or later and has bin/PROGRAM.
is_jdk() {
    [ -x "$1/bin/$2" ] && [ -r "$1/release" ] || return 1
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
            JAVA_VERSION=*)
                line=${line#JAVA_VERSION=}
                line=${line#\"}
                line=${line%%[!0-9]*}
                [ "${line:-0}" -ge 25 ]
                return
                ;;
        esac
    done <"$1/release"
    return 1
}

# find_jdk PROGRAM: sets jdk to the home of a Java 25 or later that has bin/PROGRAM (javac to build,
# java to run), or says in one line what to install and fails.
find_jdk() {
    jdk=${JAVA_HOME:-}
    if [ -n "$jdk" ] && is_jdk "$jdk" "$1"; then
        return 0
    fi
    jdk=$(command -v java 2>/dev/null) || jdk=
    if [ -n "$jdk" ]; then
        # Through the links of update-alternatives, jenv and the like to the real home.
        [ ! -h "$jdk" ] || jdk=$(readlink -f "$jdk" 2>/dev/null) || jdk=
        jdk=${jdk%/bin/java}
        if [ -n "$jdk" ] && is_jdk "$jdk" "$1"; then
            return 0
        fi
    fi
    for jdk in \
        /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/jdk* /usr/local/openjdk-* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
        "${HOME:-}"/.asdf/installs/java/* "${HOME:-}"/.local/share/mise/installs/java/*; do
        if is_jdk "$jdk" "$1"; then
            return 0
        fi
    done
    jdk=
    echo "Rose needs a JDK 25 or later and found none (JAVA_HOME is '${JAVA_HOME:-}'); install one, for example Temurin 25, and set JAVA_HOME to it" >&2
    return 1
}
