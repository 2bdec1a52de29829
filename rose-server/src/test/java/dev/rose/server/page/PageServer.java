package dev.rose.server.page;

import dev.rose.Rose;
import dev.rose.RoseOptions;
import dev.rose.server.Server;
import dev.rose.server.ServerOptions;
import dev.rose.server.models.ModelOpener;
import dev.rose.server.models.ModelPool;
import dev.rose.server.models.ServedModel;
import dev.rose.testing.RealModel;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** A server over the real model, whose page is looked at. */
final class PageServer implements AutoCloseable {
    // Three answers side by side run at once.
    private static final ServerOptions.Door DOOR =
            new ServerOptions.Door(3, 16, Duration.ofMinutes(5));

    private final Server server;

    PageServer() throws InterruptedException {
        this(options -> options);
    }

    PageServer(UnaryOperator<ServerOptions> change) throws InterruptedException {
        var pool =
                new ModelPool(
                        List.of(new ServedModel("smollm2", "smollm2")),
                        new ModelPool.Limits(8L << 30, Duration.ofMinutes(5)),
                        new RealOpener());
        server = Server.start(change.apply(ServerOptions.of(pool).withDoor(DOOR)));
        pool.start();
    }

    String url() {
        return server.address().resolve("/").toString();
    }

    @Override
    public void close() {
        server.close();
    }

    private static final class RealOpener implements ModelOpener {
        @Override
        public long bytes(String model) {
            return 1L << 30;
        }

        @Override
        public Rose open(String model) {
            // Two threads of llama.cpp wait for each other in a loop, which a busy machine makes
            // long.
            var options =
                    RoseOptions.defaults().withModel(RealModel.path().toString()).withThreads(1);
            return Rose.open(options.withCatalogue(options.catalogue().withHome(RealModel.home())));
        }
    }
}
