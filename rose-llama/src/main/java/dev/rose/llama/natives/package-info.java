/**
 * The native library as a dependency: finds the natives jar of this platform on the class path and
 * unpacks it once. Loads nothing and knows no symbol; sees only {@link
 * dev.rose.llama.LlamaException}.
 */
@NullMarked
package dev.rose.llama.natives;

import org.jspecify.annotations.NullMarked;
