/**
 * The command line: options and environment in, calls of the library, text and exit codes out. The
 * only place that reads environment variables or writes to standard streams.
 */
@NullMarked
package dev.rose.cli;

import org.jspecify.annotations.NullMarked;
