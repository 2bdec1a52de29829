/** A run for people and for other programs: a page, tables, exports. */
@NullMarked
package dev.rose.eval.report;

import org.jspecify.annotations.NullMarked;
