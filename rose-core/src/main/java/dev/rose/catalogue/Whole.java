package dev.rose.catalogue;

import org.jspecify.annotations.Nullable;

/**
 * The content that a download is to bring.
 *
 * @param name of the file, for messages
 * @param bytes its size
 * @param etag what tells this content from others, without quotes
 * @param sha256 lower-case hex; null if nobody declares it
 */
record Whole(String name, long bytes, String etag, @Nullable String sha256) {}
