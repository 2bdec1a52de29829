/** The server as a whole: its options, its start and its end. What a route does lives below. */
@NullMarked
package dev.rose.server;

import org.jspecify.annotations.NullMarked;
