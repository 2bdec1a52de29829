package dev.rose.engine.plan;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cost curves on disk, so that a new process plans by what an earlier one measured. One file for
 * each model, machine and number of threads. A file that cannot be read or written costs no more
 * than learning anew: it is said in the log and never thrown. Thread-safe, and safe against other
 * processes.
 */
public final class CostStore {
    private static final Logger LOG = LoggerFactory.getLogger(CostStore.class);
    private static final double MOST_RISE = 1.1;
    private static final int MOST_ROWS = 4096;

    private final Path folder;

    /**
     * @param folder is made when it is first needed
     */
    public CostStore(Path folder) {
        this.folder = folder;
    }

    /**
     * The curve that was kept, where there is one.
     *
     * @param key tells model, machine, library and threads apart
     */
    public Optional<CostCurve> find(String key) {
        var file = file(key);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            var values = new Properties();
            values.load(new StringReader(Files.readString(file)));
            return Optional.of(curve(values));
        } catch (IOException | IllegalArgumentException e) {
            LOG.info("costs are measured anew: {} is not readable ({})", file, e.getMessage());
            return Optional.empty();
        }
    }

    private static CostCurve curve(Properties values) {
        var curve = new CostCurve();
        for (var way : Way.values()) {
            for (var name : values.stringPropertyNames()) {
                var prefix = name(way);
                if (name.startsWith(prefix)) {
                    int rows = Integer.parseInt(name.substring(prefix.length()));
                    double ms = Double.parseDouble(values.getProperty(name));
                    if (rows < 1 || rows > MOST_ROWS || !(ms > 0) || Double.isInfinite(ms)) {
                        throw new IllegalArgumentException("%s = %s".formatted(name, ms));
                    }
                    curve.set(way, rows, ms);
                }
            }
        }
        return curve;
    }

    /**
     * Keeps a curve; one of which nothing is known is not kept. Where another one is there, a point
     * rises by a tenth at most: others on the machine can only make decodes slower, and what one
     * busy hour taught must not be believed for ever.
     */
    public void keep(String key, CostCurve curve) {
        var before = find(key).orElseGet(CostCurve::new);
        var text = new StringBuilder("# milliseconds of one decode, by way and rows\n");
        int lines = 0;
        for (var way : Way.values()) {
            for (var point : curve.points(way).entrySet()) {
                double most =
                        MOST_RISE
                                * before.points(way)
                                        .getOrDefault(point.getKey(), Double.POSITIVE_INFINITY);
                text.append(name(way))
                        .append(point.getKey())
                        .append(
                                String.format(
                                        Locale.ROOT,
                                        " = %.4f%n",
                                        Math.min(point.getValue(), most)));
                lines++;
            }
        }
        if (lines > 0) {
            write(file(key), text.toString());
        }
    }

    private void write(Path file, String text) {
        try {
            Files.createDirectories(folder);
            var whole = Files.createTempFile(folder, "costs", ".tmp");
            try {
                Files.writeString(whole, text);
                Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(whole);
            }
        } catch (IOException e) {
            LOG.info("the costs of decoding are not kept: {}", e.toString());
        }
    }

    private static String name(Way way) {
        return way.name().toLowerCase(Locale.ROOT) + ".";
    }

    private Path file(String key) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var hash = digest.digest(key.getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(hash, 0, 16) + ".costs");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
