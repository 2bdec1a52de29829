/**
 * A language model as the method and the engine see it: tokens in, logits out, sequences that can
 * be copied and cut. Implementations live elsewhere ({@link dev.rose.model.llama} runs llama.cpp);
 * nothing here knows of prompts, of ROSE, or of native memory.
 */
@NullMarked
package dev.rose.model;

import org.jspecify.annotations.NullMarked;
