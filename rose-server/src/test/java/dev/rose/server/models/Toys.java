package dev.rose.server.models;

import dev.rose.AnswerOptions;
import dev.rose.Rose;
import dev.rose.TemplateChoice;
import dev.rose.model.ForwardingModel;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Opens toy models by any name and keeps account of them. */
final class Toys implements ModelOpener {
    static final AnswerOptions BRIEF =
            AnswerOptions.defaults().withTemplate(new TemplateChoice.Paper()).withMaxTokens(2);

    /** Bytes of a model; 10 where there is no other number. */
    final Map<String, Long> sizes = new ConcurrentHashMap<>();

    final Map<String, RuntimeException> failing = new ConcurrentHashMap<>();
    final List<String> measured = new CopyOnWriteArrayList<>();
    final List<String> opened = new CopyOnWriteArrayList<>();
    final Map<String, Toy> open = new ConcurrentHashMap<>();

    /** What each opening waits for. */
    volatile CountDownLatch gate = new CountDownLatch(0);

    /** Lets openings wait until the gate is counted down. */
    void hold() {
        gate = new CountDownLatch(1);
    }

    @Override
    public long bytes(String model) {
        measured.add(model);
        return sizes.getOrDefault(model, 10L);
    }

    @Override
    public Rose open(String model) {
        opened.add(model);
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        var failure = failing.get(model);
        if (failure != null) {
            throw failure;
        }
        var toy = new Toy(model);
        if (open.putIfAbsent(model, toy) != null) {
            throw new AssertionError(model + " is open twice");
        }
        return Rose.over(toy, 0, 1);
    }

    /** A toy that tells when it is closed. */
    final class Toy extends ForwardingModel {
        private final String name;

        Toy(String name) {
            super(new ToyModel(ToyVocabulary.ofAllBytes(), 3));
            this.name = name;
        }

        @Override
        public void close() {
            super.close();
            open.remove(name, this);
        }
    }
}
