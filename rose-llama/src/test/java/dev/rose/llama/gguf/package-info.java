/** Tests of the GGUF reader, on files that {@link dev.rose.llama.gguf.GgufBytes} writes. */
@NullMarked
package dev.rose.llama.gguf;

import org.jspecify.annotations.NullMarked;
