package dev.rose.catalogue;

import dev.rose.error.RoseException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A process of its own that pulls a model as soon as its standard input closes. */
final class PullProcess {
    private PullProcess() {}

    public static void main(String[] args) throws IOException {
        var options =
                CatalogueOptions.defaults()
                        .withEndpoint(URI.create(args[0]))
                        .withHome(new RoseHome(Path.of(args[1])))
                        .withPatience(
                                new Patience(
                                        2,
                                        Duration.ofMillis(5),
                                        Duration.ofSeconds(5),
                                        Duration.ofSeconds(20),
                                        Duration.ofSeconds(20)));
        System.out.println("ready");
        System.in.readAllBytes();
        PullListener waits =
                event -> {
                    if (event instanceof PullEvent.Waiting) {
                        System.out.println("waiting");
                    }
                };
        try {
            System.out.println(new ModelCatalogue(options).pull(ModelRef.parse(args[2]), waits));
        } catch (RoseException e) {
            System.out.println(e.kind() + " " + e.getMessage());
            System.exit(1);
        }
    }

    /**
     * @param prefix what the JVM is started by, for instance a shell that sets limits
     */
    static Process start(List<String> prefix, URI endpoint, Path home, ModelRef ref)
            throws IOException {
        var line = new ArrayList<>(prefix);
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-XX:-UsePerfData", "-Xshare:auto", "-cp"));
        line.add(System.getProperty("java.class.path"));
        line.add(PullProcess.class.getName());
        line.addAll(List.of(endpoint.toString(), home.toString(), ref.toString()));
        return new ProcessBuilder(line).redirectErrorStream(true).start();
    }
}
