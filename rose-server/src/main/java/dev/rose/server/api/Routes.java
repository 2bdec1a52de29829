package dev.rose.server.api;

import dev.rose.server.error.ApiException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The routes that there are, and the answer to requests for others. */
final class Routes {
    private final List<Route> all = new ArrayList<>();

    /**
     * A route.
     *
     * @param path as Javalin has it: {@code <name>} at its end stands for anything
     * @param open whether nobody needs a key for it
     */
    record Route(HandlerType method, String path, boolean open, Handler handler) {

        /** As OpenAPI has the path. */
        String openApiPath() {
            return path.replace('<', '{').replace('>', '}');
        }

        private boolean matches(String requested) {
            var variable = path.indexOf('<');
            return variable < 0
                    ? path.equals(requested)
                    : requested.startsWith(path.substring(0, variable))
                            && requested.length() > variable;
        }
    }

    void get(String path, Handler handler) {
        all.add(new Route(HandlerType.GET, path, false, handler));
    }

    /** A route that strangers may use. */
    void getForAll(String path, Handler handler) {
        all.add(new Route(HandlerType.GET, path, true, handler));
    }

    void post(String path, Handler handler) {
        all.add(new Route(HandlerType.POST, path, false, handler));
    }

    List<Route> all() {
        return List.copyOf(all);
    }

    /**
     * Puts them into a server.
     *
     * @param guard goes before each that is not for strangers: as a part of its handler, since a
     *     router may find it under other spellings of its path
     */
    void registerIn(RoutesConfig config, Handler guard) {
        all.forEach(route -> {
            Handler handler =
                    route.open()
                            ? route.handler()
                            : context -> {
                                guard.handle(context);
                                route.handler().handle(context);
                            };
            if (route.method().equals(HandlerType.GET)) {
                get(config, route.path(), handler);
            } else {
                config.post(route.path(), handler);
            }
        });
    }

    /**
     * Lets HEAD be answered as GET is, without the body that Jetty leaves out: left to itself
     * Javalin says 200 to HEAD wherever some GET route matches.
     */
    static void get(RoutesConfig config, String path, Handler handler) {
        config.get(path, handler);
        config.head(path, handler);
    }

    /** The pattern that a path is of, for counting; the same word for all that are of none. */
    String pattern(String path) {
        return all.stream()
                .filter(route -> route.matches(path))
                .findFirst()
                .map(Route::openApiPath)
                .orElse("page");
    }

    /** The error for a request that no route takes: 405 where others are allowed, else 404. */
    ApiException missing(Context context) {
        var allowed = new TreeSet<String>();
        for (var route : all) {
            if (route.matches(context.path())) {
                allowed.add(route.method().name());
                if (route.method().equals(HandlerType.GET)) {
                    allowed.add("HEAD");
                }
            }
        }
        if (allowed.isEmpty()) {
            return ApiException.notFound(
                    null,
                    "unknown_url",
                    "there is nothing under this path; /openapi.json has all there is");
        }
        var methods = String.join(", ", allowed);
        context.header("Allow", methods);
        return ApiException.methodNotAllowed(
                "this path takes %s, not %s".formatted(methods, context.req().getMethod()));
    }
}
