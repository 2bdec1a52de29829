package dev.rose.catalogue;

import dev.rose.error.RoseException;
import java.io.IOException;
import java.net.http.HttpResponse;

/** A server that has one file. */
interface Origin {
    /** Its name, for messages. */
    String host();

    /**
     * Begins to receive the file's bytes.
     *
     * @param from offset of the first byte wanted; 0 asks for all without a range
     * @param bodyEtag the content that the bytes before {@code from} are of, quotes included; empty
     *     if unknown
     * @return an answer of status 200, 206 or 416; the caller closes its body
     * @throws IOException if another attempt may help
     * @throws RoseException if it may not
     */
    HttpResponse<BodyQueue> get(long from, String bodyEtag)
            throws IOException, InterruptedException;

    /**
     * What to say when all bytes came and are not the ones that were declared.
     *
     * @param sha256 of what came
     */
    RoseException damaged(Whole file, String sha256);
}
