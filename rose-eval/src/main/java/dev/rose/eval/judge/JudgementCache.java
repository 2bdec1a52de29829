package dev.rose.eval.judge;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Replies of judges that were paid for, in an SQLite file that several programs may use at once.
 * Failures are not kept, nor is a key. Thread-safe.
 */
public final class JudgementCache implements AutoCloseable {
    private static final String TABLE =
            "CREATE TABLE IF NOT EXISTS judgements (key TEXT PRIMARY KEY, judge TEXT NOT NULL,"
                    + " reply TEXT NOT NULL) WITHOUT ROWID";

    private final Path file;
    private final Connection connection;

    private JudgementCache(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /**
     * Opens a cache, and makes it where it is not there.
     *
     * @throws RoseException with kind {@code STORAGE} where that cannot be done
     */
    public static JudgementCache open(Path file) {
        try {
            var folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try (var statement = connection.createStatement()) {
                statement.execute("PRAGMA busy_timeout = 10000");
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute(TABLE);
                return new JudgementCache(file, connection);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (IOException | SQLException e) {
            throw storage("open", file, e);
        }
    }

    /**
     * Names a reply: SHA-256 over the judge, all of the rubric that it sees, and the prompt with
     * the answer in it.
     */
    static String key(String judge, Rubric rubric, String prompt) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : new String[] {judge, rubric.name(), rubric.system(), prompt}) {
                var bytes = part.getBytes(StandardCharsets.UTF_8);
                // With its length, so that no two lists of parts run together.
                digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    synchronized Optional<String> get(String key) {
        try (var select =
                connection.prepareStatement("SELECT reply FROM judgements WHERE key = ?")) {
            select.setString(1, key);
            try (var rows = select.executeQuery()) {
                return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw storage("read", file, e);
        }
    }

    synchronized void put(String key, String judge, String reply) {
        try (var insert =
                connection.prepareStatement(
                        "INSERT OR REPLACE INTO judgements (key, judge, reply) VALUES (?, ?, ?)")) {
            insert.setString(1, key);
            insert.setString(2, judge);
            insert.setString(3, reply);
            insert.executeUpdate();
        } catch (SQLException e) {
            throw storage("write", file, e);
        }
    }

    private static RoseException storage(String what, Path file, Exception e) {
        return new RoseException(
                Kind.STORAGE,
                "cannot %s the cache of judgements %s (%s); check the disk, or move the file away"
                        .formatted(what, file, e.getMessage()),
                e);
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw storage("close", file, e);
        }
    }
}
