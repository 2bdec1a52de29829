/**
 * The models that a server has: names, loading on first use within a budget of memory, unloading.
 * Knows nothing of HTTP.
 */
@NullMarked
package dev.rose.server.models;

import org.jspecify.annotations.NullMarked;
