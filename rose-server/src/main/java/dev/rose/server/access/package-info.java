/** Who may ask, how much and how many at a time: API keys, limits, the queue. */
@NullMarked
package dev.rose.server.access;

import org.jspecify.annotations.NullMarked;
