/** What a request is refused or fails with. */
@NullMarked
package dev.rose.server.error;

import org.jspecify.annotations.NullMarked;
