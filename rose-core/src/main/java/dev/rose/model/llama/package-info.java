/**
 * {@link dev.rose.model.LanguageModel} over llama.cpp. The only package of the core that sees
 * {@code dev.rose.llama}; it translates calls and errors and decides nothing.
 */
@NullMarked
package dev.rose.model.llama;

import org.jspecify.annotations.NullMarked;
