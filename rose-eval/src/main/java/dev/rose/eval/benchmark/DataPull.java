package dev.rose.eval.benchmark;

import dev.rose.catalogue.CatalogueOptions;
import dev.rose.catalogue.FilePull;
import dev.rose.catalogue.PullListener;
import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.eval.benchmark.Benchmark.Source;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Brings the files of benchmarks from their publishers into a data folder. */
public final class DataPull {
    private final FilePull files;
    private final DataFolder data;

    /**
     * @param data folder; made where it is not there
     * @param options how long is tried, and whether the network may be used
     */
    public DataPull(Path data, CatalogueOptions options, PullListener listener) {
        this.files = new FilePull(options, listener);
        this.data = new DataFolder(data);
    }

    /**
     * A source that is there.
     *
     * @param sha256 of the file, or of the archive that it came from, in hexadecimal; empty for a
     *     folder that was there before
     * @param checked whether that is the sum that the benchmark names
     * @param fetched whether it was not there before
     */
    public record Pulled(
            Source source, Path path, String sha256, boolean checked, boolean fetched) {}

    /**
     * Brings what is missing of a benchmark, and checks what is there.
     *
     * @throws RoseException NOT_FOUND where a source has no address or its server does not have it;
     *     DOWNLOAD_FAILED, also where another content is there; OFFLINE; STORAGE
     */
    public List<Pulled> pull(Benchmark benchmark) {
        var pulled = new ArrayList<Pulled>();
        for (var source : benchmark.sources()) {
            if (DataFolder.isArchive(source)) {
                if (pulled.stream().noneMatch(p -> p.source().equals(source))) {
                    pulled.addAll(archive(benchmark, source));
                }
            } else {
                pulled.add(file(benchmark, source));
            }
        }
        return pulled;
    }

    private Pulled file(Benchmark benchmark, Source source) {
        var place = data.find(source).orElseGet(() -> data.place(source));
        if (source.address().isEmpty() && !Files.exists(place)) {
            throw new RoseException(
                    Kind.NOT_FOUND,
                    "%s of %s has no address; put it at %s"
                            .formatted(source.file(), benchmark.name(), place));
        }
        var address = URI.create(source.address());
        var pulled = files.pull(address, place, source.sha256());
        return new Pulled(
                source, place, pulled.sha256(), !source.sha256().isEmpty(), pulled.fetched());
    }

    /** All sources of a benchmark that are in the same archive as this one. */
    private List<Pulled> archive(Benchmark benchmark, Source first) {
        var sources =
                benchmark.sources().stream()
                        .filter(source -> source.address().equals(first.address()))
                        .toList();
        if (sources.stream().allMatch(source -> Files.isDirectory(data.place(source)))) {
            return sources.stream()
                    .map(source -> new Pulled(source, data.place(source), "", false, false))
                    .toList();
        }
        var address = URI.create(first.address());
        var name = address.getPath().substring(address.getPath().lastIndexOf('/') + 1);
        var file = data.folder().resolve(benchmark.name() + "-" + name);
        var pulled = files.pull(address, file, first.sha256());
        try {
            for (var source : sources) {
                unpack(file, source);
            }
            Files.delete(file);
        } catch (IOException e) {
            throw new RoseException(
                    Kind.STORAGE,
                    "cannot unpack %s into %s (%s); delete the archive and run it again"
                            .formatted(file, data.folder(), e.getMessage()),
                    e);
        }
        return sources.stream()
                .map(source ->
                        new Pulled(
                                source,
                                data.place(source),
                                pulled.sha256(),
                                !first.sha256().isEmpty(),
                                true))
                .toList();
    }

    /**
     * Unpacks the files of one folder of the archive, the one of the source's own name. The folder
     * has its place only when it is whole.
     */
    private void unpack(Path archive, Source source) throws IOException {
        var place = data.place(source).toAbsolutePath();
        if (Files.isDirectory(place)) {
            return;
        }
        var folder = Objects.requireNonNull(place.getFileName()).toString();
        var parent = Objects.requireNonNull(place.getParent());
        Files.createDirectories(parent);
        var beside = emptied(parent.resolve("." + folder + ".part"));
        var count = new ArrayList<String>();
        TarFile.read(
                archive,
                (name, content) -> {
                    var parts = name.split("/", -1);
                    var file = parts[parts.length - 1];
                    boolean wanted =
                            parts.length >= 2
                                    && parts[parts.length - 2].equals(folder)
                                    && file.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*");
                    if (wanted) {
                        Files.copy(content, beside.resolve(file));
                        count.add(file);
                    }
                });
        if (count.isEmpty()) {
            Files.delete(beside);
            throw new IOException("there is no folder '%s' in it".formatted(folder));
        }
        Files.move(beside, place);
    }

    /** A folder for one unpacking at a time, without what an ended one left in it. */
    private static Path emptied(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (var left = Files.newDirectoryStream(folder)) {
            for (var file : left) {
                Files.delete(file);
            }
        }
        return folder;
    }
}
