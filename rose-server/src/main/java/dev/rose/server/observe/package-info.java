/** What an operator sees: metrics and the access log. Never a prompt or a secret. */
@NullMarked
package dev.rose.server.observe;

import org.jspecify.annotations.NullMarked;
