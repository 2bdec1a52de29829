/**
 * Where models come from and where they are kept: names, paths and hub addresses on one side,
 * checked files in the cache folder on the other. Opens no model and decodes nothing.
 */
@NullMarked
package dev.rose.catalogue;

import org.jspecify.annotations.NullMarked;
