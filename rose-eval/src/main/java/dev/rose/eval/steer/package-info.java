/** Whether a model's prompts steer it the right way, before anything is judged. */
@NullMarked
package dev.rose.eval.steer;

import org.jspecify.annotations.NullMarked;
