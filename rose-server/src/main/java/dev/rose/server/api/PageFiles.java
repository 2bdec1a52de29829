package dev.rose.server.api;

import dev.rose.server.access.SecurityHeaders;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The files of the page, from the class path. */
final class PageFiles {
    private static final String FOLDER = "/page/";

    /** Names inside the folder: no step up, nothing hidden, no second slash can be spelled so. */
    private static final Pattern NAME =
            Pattern.compile("([a-z0-9_-]+/){0,4}[a-z0-9_-]+(\\.[a-z0-9_-]+)*\\.([a-z0-9]+)");

    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html;charset=utf-8",
                    "js", "text/javascript;charset=utf-8",
                    "css", "text/css;charset=utf-8",
                    "svg", "image/svg+xml",
                    "png", "image/png",
                    "ico", "image/x-icon",
                    "json", "application/json",
                    "webmanifest", "application/manifest+json",
                    "woff2", "font/woff2");

    private final Map<String, Resource> known = new ConcurrentHashMap<>();

    private record Resource(byte[] bytes, String type, String tag) {}

    /**
     * Replies with a file, or tells that there is none.
     *
     * @param name without the slash before it; empty for the page itself
     */
    boolean send(Context context, String name) {
        var resource = find(name.isEmpty() ? "index.html" : name);
        if (resource == null) {
            return false;
        }
        SecurityHeaders.onPage(context);
        context.header("ETag", resource.tag());
        // Asked for anew each time, and mostly answered with 304: a new version shows at once.
        context.header("Cache-Control", "no-cache");
        if (resource.tag().equals(context.header("If-None-Match"))) {
            context.status(304);
        } else {
            context.contentType(resource.type());
            context.result(resource.bytes());
        }
        return true;
    }

    private @Nullable Resource find(String name) {
        var matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return null;
        }
        var type = TYPES.get(matcher.group(3));
        if (type == null) {
            return null;
        }
        var cached = known.get(name);
        if (cached != null) {
            return cached;
        }
        var resource = read(name, type);
        if (resource != null) {
            known.put(name, resource);
        }
        return resource;
    }

    private static @Nullable Resource read(String name, String type) {
        try (var in = PageFiles.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                return null;
            }
            var bytes = in.readAllBytes();
            var hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new Resource(bytes, type, '"' + HexFormat.of().formatHex(hash, 0, 12) + '"');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
