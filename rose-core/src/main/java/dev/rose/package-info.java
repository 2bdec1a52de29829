/**
 * Rose as a library: open a model, ask, stream. The facade wires the packages below it; it contains
 * no arithmetic and no engine, and none of them sees it.
 *
 * <ul>
 *   <li>{@link dev.rose.method}: the arithmetic of ROSE, apart from any model
 *   <li>{@link dev.rose.prompt}: prompts, pairs of them, chat templates
 *   <li>{@link dev.rose.model}: the small interface through which a model is seen
 *   <li>{@link dev.rose.engine}: decoders
 *   <li>{@link dev.rose.catalogue}: where models come from
 *   <li>{@link dev.rose.error}: what can go wrong
 * </ul>
 */
@NullMarked
package dev.rose;

import org.jspecify.annotations.NullMarked;
