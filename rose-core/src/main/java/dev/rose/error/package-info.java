/** The failures that Rose's API throws. Seen by every package, sees none. */
@NullMarked
package dev.rose.error;

import org.jspecify.annotations.NullMarked;
