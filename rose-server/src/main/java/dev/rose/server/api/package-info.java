/**
 * The routes and what goes over the wire: requests read and checked, answers and events written, as
 * OpenAI's clients expect them.
 */
@NullMarked
package dev.rose.server.api;

import org.jspecify.annotations.NullMarked;
