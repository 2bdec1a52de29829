package dev.rose.server.models;

import dev.rose.Rose;

/** Opens the models of a {@link ModelPool}. Its methods are called by several threads at once. */
public interface ModelOpener {

    /**
     * Memory that a model takes, in bytes, as far as it is known before it is opened.
     *
     * @param model as {@link ServedModel#model}
     * @throws dev.rose.error.RoseException where there is no such model
     */
    long bytes(String model);

    /**
     * Opens a model and makes it ready for its first request.
     *
     * @throws dev.rose.error.RoseException as {@link Rose#open(dev.rose.RoseOptions)}
     */
    Rose open(String model);
}
