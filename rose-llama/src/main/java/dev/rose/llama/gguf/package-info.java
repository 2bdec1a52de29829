/**
 * GGUF files read in Java, without native code: what a model says of itself, and the wall that
 * keeps from llama.cpp every file on which it would abort. Sees no other package of Rose.
 */
@NullMarked
package dev.rose.llama.gguf;

import org.jspecify.annotations.NullMarked;
