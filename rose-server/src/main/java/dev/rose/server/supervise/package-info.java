/** A parent process that keeps a server in a child alive and answers while it is not. */
@NullMarked
package dev.rose.server.supervise;

import org.jspecify.annotations.NullMarked;
