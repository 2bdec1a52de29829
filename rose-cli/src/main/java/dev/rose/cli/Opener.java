package dev.rose.cli;

import dev.rose.Rose;
import dev.rose.RoseOptions;
import dev.rose.catalogue.PullListener;

/** Opens the model that a command runs: with llama.cpp, or in tests a toy. */
@FunctionalInterface
interface Opener {
    Rose open(RoseOptions options, PullListener listener);
}
