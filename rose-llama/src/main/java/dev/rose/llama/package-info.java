/**
 * llama.cpp seen from Java: library, model, vocabulary, context, steps. Owns every pointer, arena
 * and downcall of Rose and frees them on every path. Knows pointers, not prompts; throws {@link
 * dev.rose.llama.LlamaException} and never lets the native side end the JVM.
 */
@NullMarked
package dev.rose.llama;

import org.jspecify.annotations.NullMarked;
