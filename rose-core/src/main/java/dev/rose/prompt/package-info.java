/**
 * What each stream reads: messages, the paper's prompts, templates, and the way from all of these
 * to tokens. Text of users never becomes structure here. Nothing in this package decodes.
 */
@NullMarked
package dev.rose.prompt;

import org.jspecify.annotations.NullMarked;
