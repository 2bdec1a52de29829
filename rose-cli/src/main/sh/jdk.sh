# find_jdk prints the home of a JDK 25 or later, or says in one line what to install and fails.
# Shared by ./build and ./rose.

jdk_version() {
    [ -x "$1/bin/javac" ] && [ -f "$1/release" ] || return 1
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

find_jdk() {
    java_on_path=$(command -v java 2>/dev/null || true)
    if [ -n "$java_on_path" ]; then
        # Through the links of update-alternatives, jenv and the like to the real home.
        java_on_path=$(readlink -f "$java_on_path" 2>/dev/null || echo "$java_on_path")
        java_on_path=${java_on_path%/bin/java}
    fi
    old_ifs=$IFS
    IFS='
'
    for home in ${JAVA_HOME:-} ${java_on_path:-} \
        /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /usr/local/openjdk-* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/* \
        "$HOME"/.local/share/mise/installs/java/*; do
        version=$(jdk_version "$home") || continue
        if [ "${version:-0}" -ge 25 ]; then
            IFS=$old_ifs
            echo "$home"
            return 0
        fi
    done
    IFS=$old_ifs
    echo "Rose needs a JDK 25 or later and found none (JAVA_HOME is '${JAVA_HOME:-}'); install one, for example Temurin 25, and set JAVA_HOME to it" >&2
    return 1
}
