package dev.rose.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./rose} as a process: where it may lie, when it builds, what passes through it. */
class LauncherIT {
    private static final String VERSION = "rose " + RoseVersion.rose() + "\n";

    @TempDir private Path temp;

    /** A checkout whose {@code build} only notes that it ran and lays out the real program. */
    private Path checkout;

    @BeforeEach
    void makeCheckout() throws IOException {
        checkout = Files.createDirectories(temp.resolve("a check out"));
        copy(Launched.checkout().resolve("rose"), checkout.resolve("rose"));
        write("pom.xml", "");
        write("rose-cli/pom.xml", "");
        write("rose-core/src/main/java/Source.java", "");
        copy(
                Launched.checkout().resolve("rose-cli/src/main/sh/jdk.sh"),
                checkout.resolve("rose-cli/src/main/sh/jdk.sh"));
        build(
                """
                target=rose-cli/target/rose
                mkdir -p "$target"
                touch started
                sleep 1
                ln -sfn '%s' "$target/lib"
                mv started "$target/built"
                """
                        .formatted(Launched.distribution().resolve("lib")));
    }

    /** JUnit warns of links that lead out of its folder, and these do. */
    @AfterEach
    void removeLinks() throws IOException {
        try (var files = Files.walk(temp)) {
            for (var link : files.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    @Test
    void startsFromAFolderWithSpacesWithoutSources() throws Exception {
        var copy = temp.resolve("the program");
        copyTree(Launched.distribution(), copy);

        var run = Launched.of(copy.resolve("rose"), "--version").in(temp).run();

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).startsWith(VERSION);
        assertThat(run.code()).isZero();
    }

    @Test
    void argumentsAreUtf8WhereNoLocaleIsChosen() throws Exception {
        var program = Launched.distribution().resolve("rose");
        var launch = Launched.of(program, "generate", "--model", "Grüße ☺", "Why?");

        for (var locale : new String[] {"", "C", "POSIX"}) {
            var run = launch.with("LC_ALL", locale).with("LC_CTYPE", "").with("LANG", "").run();
            assertThat(run.err()).startsWith("rose: no model 'Grüße ☺'");
        }
    }

    @Test
    void startsThroughLinksFromAnotherFolder() throws Exception {
        var bin = Files.createDirectories(temp.resolve("bin"));
        var first = Files.createSymbolicLink(bin.resolve("first"), checkout.resolve("rose"));
        var second = Files.createSymbolicLink(bin.resolve("rose"), Path.of(first.toString()));

        var run = Launched.of(second, "--version").in(bin).run();

        assertThat(run.out()).startsWith(VERSION);
        assertThat(run.code()).isZero();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void buildsOnceForTwoThatStartTogetherAndAgainWhenASourceChanges() throws Exception {
        var first = twoAtOnce();
        assertThat(first).isEqualTo(1);

        Launched.of(checkout.resolve("rose"), "--version").run();
        assertThat(builds()).as("nothing changed").isEqualTo(1);

        var source = checkout.resolve("rose-core/src/main/java/Source.java");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(1)));
        TimeUnit.MILLISECONDS.sleep(1100); // the next build starts after the change
        var second = twoAtOnce();
        assertThat(second).isEqualTo(2);

        Files.delete(source);
        TimeUnit.MILLISECONDS.sleep(20);
        Launched.of(checkout.resolve("rose"), "--version").run();
        assertThat(builds()).as("a source went").isEqualTo(3);
    }

    @Test
    void saysOneLineWhileItBuildsAndNothingAfter() throws Exception {
        var rose = checkout.resolve("rose");

        var first = Launched.of(rose, "--version").run();
        var second = Launched.of(rose, "--version").run();

        assertThat(first.err().lines()).hasSize(1).first().asString().contains("building Rose");
        assertThat(first.out()).startsWith(VERSION);
        assertThat(second.err()).isEmpty();
        assertThat(second.out()).isEqualTo(first.out());
    }

    @Test
    void readOnlyCheckoutThatIsBuiltStartsAndIsLeftAlone() throws Exception {
        Launched.of(checkout.resolve("rose"), "--version").run();
        setWritable(false);
        try {
            var before = snapshot();

            var run = Launched.of(checkout.resolve("rose"), "--version").run();

            assertThat(run.err()).isEmpty();
            assertThat(run.out()).startsWith(VERSION);
            assertThat(run.code()).isZero();
            assertThat(snapshot()).isEqualTo(before);
        } finally {
            setWritable(true);
        }
    }

    @Test
    void buildsAnewAfterABuilderThatWasKilled() throws Exception {
        var dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.createDirectories(checkout.resolve("target"));
        Files.createSymbolicLink(
                checkout.resolve("target/rose-build.lock"), Path.of(Long.toString(dead.pid())));

        var run = Launched.of(checkout.resolve("rose"), "--version").run();

        assertThat(run.code()).isZero();
        assertThat(builds()).isEqualTo(1);
        assertThat(
                        Files.exists(
                                checkout.resolve("target/rose-build.lock"),
                                LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }

    @Test
    void failedBuildNamesItsCauseAndItsLog() throws Exception {
        build("echo '[INFO] fine so far'; echo '[ERROR] Source.java:[1,1] no such thing'; exit 1");

        var run = Launched.of(checkout.resolve("rose"), "--version").run();

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        var log = checkout.toRealPath().resolve("target/rose-build.log");
        assertThat(run.err().lines())
                .last()
                .isEqualTo(
                        "rose: the build failed: Source.java:[1,1] no such thing (full log: "
                                + log
                                + ")");
        assertThat(log).content().contains("fine so far");
        assertThat(
                        Files.exists(
                                checkout.resolve("target/rose-build.lock"),
                                LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }

    @Test
    void tooOldOrMissingJdkIsOneLine() throws Exception {
        Launched.of(checkout.resolve("rose"), "--version").run();
        var script = checkout.resolve("rose-cli/src/main/sh/jdk.sh");
        var places = Files.getLastModifiedTime(script);
        // The usual places of this machine may hold a JDK 25; this machine has none of them.
        Files.writeString(
                script,
                Files.readString(script).replaceAll("(/usr|/opt|/Library)/", "/nowhere$1/"));
        Files.setLastModifiedTime(script, places);
        var old = temp.resolve("jdk-17");
        Files.createDirectories(old.resolve("bin"));
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
        copy(Path.of("/bin/true"), old.resolve("bin/java"));

        var run =
                Launched.of(checkout.resolve("rose"), "--version")
                        .with("JAVA_HOME", old.toString())
                        .with("HOME", temp.toString())
                        .with("PATH", pathWithoutJava().toString())
                        .run();

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualTo(
                        "Rose needs a JDK 25 or later and found none (JAVA_HOME is '%s'); install one, for example Temurin 25, and set JAVA_HOME to it\n"
                                .formatted(old));
    }

    @Test
    void exitCodeOfTheProgramIsThatOfTheLauncher() throws Exception {
        var run = Launched.of(program(), "--no-such-option").run();

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("--no-such-option");
    }

    @Test
    void closedStandardInputIsEmpty() throws Exception {
        var run =
                Launched.of(
                                Path.of("/bin/sh"),
                                "-c",
                                "exec \"$0\" generate <&-",
                                program().toString())
                        .run();

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("rose: standard input is empty");
    }

    @Test
    void becomesTheJvmSoThatSignalsReachIt() throws Exception {
        // It reads the question from a pipe that nobody closes, for as long as the test looks at
        // it.
        var process = Launched.of(program(), "generate").start();
        try {
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            process.info()
                                    .command()
                                    .filter(command -> command.endsWith("/bin/java"))
                                    .isPresent());
            process.destroy(); // SIGTERM

            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(128 + 15);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void classesComeFromTheAheadOfTimeCache() throws Exception {
        var run =
                Launched.of(program(), "--version")
                        .with("ROSE_JAVA_OPTS", "-Xlog:class+load:file=" + temp.resolve("classes"))
                        .run();

        assertThat(run.code()).isZero();
        var loaded = Files.readAllLines(temp.resolve("classes"));
        for (var name : new String[] {"dev.rose.cli.Main", "picocli.CommandLine"}) {
            assertThat(loaded)
                    .filteredOn(line -> line.contains(" " + name + " "))
                    .singleElement()
                    .asString()
                    .contains("shared objects file");
        }
    }

    @Test
    void cacheThatCannotBeUsedIsPassedOverInSilence() throws Exception {
        var copy = temp.resolve("program");
        copyTree(Launched.distribution(), copy);
        var cache = copy.resolve("lib/rose.aot");
        var whole = Files.readAllBytes(cache);
        var expected = Launched.of(program(), "--version").run();

        Files.write(cache, new byte[0]);
        assertThat(Launched.of(copy.resolve("rose"), "--version").run()).isEqualTo(expected);
        Files.write(cache, "no cache at all".repeat(1000).getBytes(StandardCharsets.UTF_8));
        assertThat(Launched.of(copy.resolve("rose"), "--version").run()).isEqualTo(expected);
        Files.write(cache, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThat(Launched.of(copy.resolve("rose"), "--version").run()).isEqualTo(expected);
        Files.delete(cache);
        assertThat(Launched.of(copy.resolve("rose"), "--version").run()).isEqualTo(expected);
    }

    private static Path program() {
        return Launched.distribution().resolve("rose");
    }

    /** Two starts at the same moment, both of which must answer; the builds there were so far. */
    private long twoAtOnce() throws Exception {
        Callable<Launched> start =
                () -> Launched.of(checkout.resolve("rose"), "--version").in(temp).run();
        try (var both = Executors.newFixedThreadPool(2)) {
            var one = both.submit(start);
            var other = both.submit(start);
            for (var run : new Launched[] {one.get(), other.get()}) {
                assertThat(run.out()).startsWith(VERSION);
                assertThat(run.code()).isZero();
            }
        }
        return builds();
    }

    private long builds() throws IOException {
        try (var lines = Files.lines(checkout.resolve("builds"))) {
            return lines.count();
        }
    }

    private void build(String body) throws IOException {
        var script = write("build", "#!/bin/sh\ncd \"${0%/*}\"\necho build >>builds\n" + body);
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    private Path write(String name, String text) throws IOException {
        var file = checkout.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(
                file, text, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    /** A folder with the tools that the launcher needs, and no java. */
    private Path pathWithoutJava() throws IOException {
        var folder = Files.createDirectories(temp.resolve("tools"));
        for (var tool : new String[] {"find", "readlink", "sed", "uname"}) {
            var found =
                    Stream.of("/usr/bin", "/bin")
                            .map(bin -> Path.of(bin, tool))
                            .filter(Files::exists)
                            .findFirst()
                            .orElseThrow();
            Files.createSymbolicLink(folder.resolve(tool), found);
        }
        return folder;
    }

    private TreeMap<String, FileTime> snapshot() throws IOException {
        var times = new TreeMap<String, FileTime>();
        try (var files = Files.walk(checkout)) {
            for (var file : files.toList()) {
                times.put(
                        file.toString(),
                        Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS));
            }
        }
        return times;
    }

    private void setWritable(boolean writable) throws IOException {
        try (var files = Files.walk(checkout)) {
            for (var file : files.filter(f -> !Files.isSymbolicLink(f)).toList()) {
                assertThat(file.toFile().setWritable(writable)).isTrue();
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                Files.copy(
                        file,
                        to.resolve(from.relativize(file).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
