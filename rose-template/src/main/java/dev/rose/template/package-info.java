/**
 * Chat templates: an interpreter for the Jinja dialect in which models ship them, equal to the byte
 * with what Jinja2 gives under Hugging Face's settings.
 *
 * <p>{@link dev.rose.template.Template} compiles a source once and renders it any number of times,
 * from any thread. A template sees strings, numbers, lists and maps and nothing of Java; it cannot
 * run for ever, and whatever it does wrong is a {@link dev.rose.template.TemplateException} with
 * line and column. Text that came from a user can be given as a {@link
 * dev.rose.template.MarkedString}: {@link dev.rose.template.Template#renderSegments} then tells
 * which characters of the result are the user's and which are the template's.
 *
 * <p>From source to text: {@code Lexer} cuts the source into tokens, {@code Parser} builds the tree
 * ({@code Node}), {@code Symbols} decides which scope each name belongs to, {@code
 * StatementCompiler} and {@code ExpressionCompiler} turn the tree into closures over numbered
 * slots, and {@code Rendering} holds what one render may still spend.
 */
@NullMarked
package dev.rose.template;

import org.jspecify.annotations.NullMarked;
