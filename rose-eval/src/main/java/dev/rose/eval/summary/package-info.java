/** What a run says: rates, comparisons, speed. No format and no file is known here. */
@NullMarked
package dev.rose.eval.summary;

import org.jspecify.annotations.NullMarked;
