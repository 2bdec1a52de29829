package dev.rose.server.api;

import dev.rose.server.error.ApiException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** The routes that there are, and the answer to requests for others. */
final class Routes {
    private final List<Route> all = new ArrayList<>();

    /**
     * A route.
     *
     * @param path as Javalin has it: {@code <name>} stands for anything
     */
    record Route(HandlerType method, String path, Handler handler) {

        /** As OpenAPI has the path. */
        String openApiPath() {
            return path.replace('<', '{').replace('>', '}');
        }

        private boolean matches(String requested) {
            var open = path.indexOf('<');
            return open < 0
                    ? path.equals(requested)
                    : requested.startsWith(path.substring(0, open)) && requested.length() > open;
        }
    }

    void get(String path, Handler handler) {
        all.add(new Route(HandlerType.GET, path, handler));
    }

    void post(String path, Handler handler) {
        all.add(new Route(HandlerType.POST, path, handler));
    }

    List<Route> all() {
        return List.copyOf(all);
    }

    void registerIn(RoutesConfig config) {
        all.forEach(route -> {
            if (route.method().equals(HandlerType.GET)) {
                config.get(route.path(), route.handler());
            } else {
                config.post(route.path(), route.handler());
            }
        });
    }

    /** The error for a request that no route takes: 405 where others are allowed, else 404. */
    ApiException missing(Context context) {
        var path = context.path();
        var allowed = new TreeSet<String>();
        for (var route : all) {
            if (route.matches(path)) {
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
                "this path takes %s, not %s"
                        .formatted(methods, context.req().getMethod().toUpperCase(Locale.ROOT)));
    }
}
