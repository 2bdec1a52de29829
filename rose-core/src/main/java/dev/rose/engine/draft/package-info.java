/**
 * Guesses of the next tokens and how far to trust them. A guess is never more than a proposal: the
 * engine checks each against the scores, so that a wrong one costs time and changes nothing.
 */
@NullMarked
package dev.rose.engine.draft;

import org.jspecify.annotations.NullMarked;
