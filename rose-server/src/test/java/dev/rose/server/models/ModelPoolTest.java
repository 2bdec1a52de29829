package dev.rose.server.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.server.error.ApiException;
import dev.rose.server.models.ModelPool.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pool of toy models, each of 10 bytes. */
final class ModelPoolTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Toys toys = new Toys();
    private final List<ModelPool> pools = new ArrayList<>();

    @AfterEach
    void nothingIsLeftOpen() {
        toys.gate.countDown();
        pools.forEach(ModelPool::close);
        await().untilAsserted(() -> assertThat(toys.open).isEmpty());
    }

    @Test
    void firstModelIsThatOfRequestsWithoutOneAndIsOpenAfterTheStart() throws Exception {
        var pool = pool(100, "a", "b");

        assertThat(pool.isLoading()).isTrue();
        assertThat(toys.opened).isEmpty();
        pool.start();

        assertThat(pool.isLoading()).isFalse();
        assertThat(toys.opened).containsExactly("a");
        assertThat(pool.models()).containsExactly("a", "b");
        try (var lease = pool.acquire(null)) {
            assertThat(lease.name()).isEqualTo("a");
            assertThat(lease.rose()).isSameAs(pool.open().getFirst().rose());
        }
    }

    @Test
    void namesOfOneModelShareIt() throws Exception {
        var pool =
                new ModelPool(
                        List.of(new ServedModel("x", "a"), new ServedModel("y", "a")),
                        new Limits(10, LONG),
                        toys);
        pools.add(pool);

        try (var x = pool.acquire("x");
                var y = pool.acquire("y")) {
            assertThat(y.rose()).isSameAs(x.rose());
            assertThat(y.name()).isEqualTo("y");
        }
        assertThat(toys.opened).containsExactly("a");
        assertThat(pool.open()).extracting(ModelPool.Open::name).containsExactly("x");
    }

    @Test
    void unknownNameIsA404ThatSaysWhatThereIs() {
        var pool = pool(100, "a", "b");

        assertThatThrownBy(() -> pool.acquire("c"))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> {
                            assertThat(e.status()).isEqualTo(404);
                            assertThat(e.code()).isEqualTo("model_not_found");
                            assertThat(e.param()).isEqualTo("model");
                            assertThat(e).hasMessageContainingAll("'c'", "a, b");
                        });
    }

    @Test
    void twoModelsOfOneNameAreRefused() {
        assertThatThrownBy(() -> pool(100, "a", "a"))
                .isInstanceOf(RoseException.class)
                .hasMessageContaining("'a'");
    }

    @Test
    void leastRecentlyUsedGoesWhereAnotherNeedsRoom() {
        var pool = pool(20, "a", "b", "c");
        use(pool, "a", "b", "a", "c");

        assertThat(toys.open).containsOnlyKeys("a", "c");
        use(pool, "a", "c");
        assertThat(toys.opened).containsExactly("a", "b", "c");
        use(pool, "b");
        assertThat(toys.open).containsOnlyKeys("b", "c");
    }

    @Test
    void leasedModelIsNotClosedAndItsRoomIsWaitedFor() throws Exception {
        var pool = pool(10, "a", "b");
        var lease = pool.acquire("a");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var other = threads.submit(() -> pool.acquire("b"));
            await().until(() -> toys.measured.contains("b"));
            assertThat(lease.rose().ask("Why?", Toys.BRIEF).tokens()).isNotEmpty();
            assertThat(other.isDone()).isFalse();

            lease.close();

            try (var b = other.get()) {
                assertThat(b.name()).isEqualTo("b");
            }
        }
        assertThat(toys.open).containsOnlyKeys("b");
    }

    @Test
    void leaseCountsUntilItIsReturnedAndItsReturnCountsOnce() {
        var pool = impatient(10, "a", "b");
        var first = pool.acquire("a");
        var second = pool.acquire("a");
        first.close();
        first.close();

        assertThatThrownBy(() -> pool.acquire("b"))
                .isInstanceOfAny(RoseException.class, ApiException.class);
        assertThat(toys.open).containsOnlyKeys("a");

        second.close();
        await().untilAsserted(() -> use(pool, "b"));
        assertThat(toys.open).containsOnlyKeys("b");
    }

    @Test
    void modelThatNeverFitsIsRefusedWithNumbers() {
        toys.sizes.put("a", 5L << 20);
        var pool = pool(3 << 20, "a");

        assertThatThrownBy(() -> pool.acquire("a"))
                .isInstanceOfSatisfying(
                        RoseException.class,
                        e -> {
                            assertThat(e.kind()).isEqualTo(Kind.OUT_OF_MEMORY);
                            assertThat(e).hasMessageContainingAll("5 MiB", "3 MiB");
                        });
    }

    @Test
    void manyWhoAskAtOnceOpenOnce() throws Exception {
        var pool = pool(100, "a");
        toys.hold();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = askOften(threads, 20, pool);
            await().until(() -> toys.opened.size() == 1);
            toys.gate.countDown();
            for (var one : asked) {
                one.get().close();
            }
        }
        assertThat(toys.opened).containsExactly("a");
    }

    @Test
    void failureGoesToAllWhoWaitAndTheNextTriesAgain() throws Exception {
        var pool = pool(10, "a", "b");
        toys.hold();
        toys.failing.put("a", new RoseException(Kind.INVALID_MODEL, "damaged"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = askOften(threads, 5, pool);
            await().until(() -> toys.opened.size() == 1);
            toys.gate.countDown();
            for (var one : asked) {
                assertThatThrownBy(one::get)
                        .isInstanceOf(ExecutionException.class)
                        .cause()
                        .isInstanceOf(RoseException.class)
                        .hasMessage("damaged");
            }
        }
        assertThat(pool.isLoading()).isTrue();

        use(pool, "b"); // the room of what failed is free
        toys.failing.clear();
        use(pool, "a");
        assertThat(pool.isLoading()).isFalse();
    }

    @Test
    void waitEndsBeforeALongLoadDoesAndTheLoadGoesOn() {
        var pool = impatient(10, "a");
        toys.hold();

        assertThatThrownBy(() -> pool.acquire(null))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> {
                            assertThat(e.status()).isEqualTo(503);
                            assertThat(e.code()).isEqualTo("model_loading");
                        });

        toys.gate.countDown();
        await().until(() -> !pool.isLoading());
        use(pool, "a");
        assertThat(toys.opened).containsExactly("a");
    }

    @Test
    void closingEndsWaitsAndClosesWhatIsStillBeingOpened() throws Exception {
        var pool = pool(100, "a", "b");
        use(pool, "a");
        toys.hold();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = threads.submit(() -> pool.acquire("b"));
            await().until(() -> toys.opened.contains("b"));
            pool.close();
            assertThat(toys.open).isEmpty();
            toys.gate.countDown();
            assertThatThrownBy(waiting::get).cause().hasMessageContaining("stopping");
        }
        await().untilAsserted(() -> assertThat(toys.open).isEmpty());
        assertThatThrownBy(() -> pool.acquire("a"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(503));
        pool.close();
    }

    private ModelPool pool(long bytes, String... names) {
        return pool(bytes, LONG, names);
    }

    private ModelPool impatient(long bytes, String... names) {
        return pool(bytes, Duration.ofMillis(20), names);
    }

    private ModelPool pool(long bytes, Duration patience, String... names) {
        var models = Arrays.stream(names).map(name -> new ServedModel(name, name)).toList();
        var pool = new ModelPool(models, new Limits(bytes, patience), toys);
        pools.add(pool);
        return pool;
    }

    private static void use(ModelPool pool, String... names) {
        for (var name : names) {
            try (var lease = pool.acquire(name)) {
                assertThat(lease.rose().ask("Why?", Toys.BRIEF).tokens()).isNotEmpty();
            }
        }
    }

    private static List<Future<ModelPool.Lease>> askOften(
            ExecutorService threads, int times, ModelPool pool) {
        var asked = new ArrayList<Future<ModelPool.Lease>>();
        for (var i = 0; i < times; i++) {
            asked.add(threads.submit(() -> pool.acquire("a")));
        }
        return asked;
    }
}
