/**
 * What a step costs on this machine, and from that the cheapest exact way to make it. Numbers in,
 * choices out: nothing here decodes, and nothing in it is tuned to one machine.
 */
@NullMarked
package dev.rose.engine.plan;

import org.jspecify.annotations.NullMarked;
