package dev.rose.catalogue;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Where models are kept and how they are fetched.
 *
 * @param home the cache folder
 * @param endpoint the hub, {@code http} or {@code https}; the command line takes it from {@code
 *     HF_ENDPOINT}
 * @param token sent to the endpoint's host alone; null for none
 * @param offline whether the network must not be used
 * @param patience how long a download is tried
 */
public record CatalogueOptions(
        RoseHome home, URI endpoint, @Nullable String token, boolean offline, Patience patience) {

    public static final URI HUGGING_FACE = URI.create("https://huggingface.co");

    /** Refuses an endpoint or a token that cannot be one: INVALID_REQUEST. */
    public CatalogueOptions {
        var scheme = endpoint.getScheme();
        if (!("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
                || endpoint.getHost() == null) {
            throw noEndpoint(endpoint.toString(), null);
        }
        // Any other character cannot stand in a header; a stray line break is the usual one.
        if (token != null && !token.matches("[\\x21-\\x7e]+")) {
            throw new RoseException(
                    Kind.INVALID_REQUEST,
                    "the hub's token has a space or a line break in it; see HF_TOKEN");
        }
    }

    public static CatalogueOptions defaults() {
        return new CatalogueOptions(
                RoseHome.standard(), HUGGING_FACE, null, false, Patience.defaults());
    }

    public CatalogueOptions withHome(RoseHome other) {
        return new CatalogueOptions(other, endpoint, token, offline, patience);
    }

    public CatalogueOptions withEndpoint(URI other) {
        return new CatalogueOptions(home, other, token, offline, patience);
    }

    /** The endpoint as text, as in {@code HF_ENDPOINT}. */
    public CatalogueOptions withEndpoint(String text) {
        try {
            return withEndpoint(new URI(text.strip()));
        } catch (URISyntaxException e) {
            throw noEndpoint(text, e);
        }
    }

    private static RoseException noEndpoint(String text, @Nullable Throwable cause) {
        return new RoseException(
                Kind.INVALID_REQUEST,
                "the hub's endpoint must be an http or https address, not '%s'; see HF_ENDPOINT"
                        .formatted(text.replaceAll("\\p{Cntrl}", "?")),
                cause);
    }

    public CatalogueOptions withToken(@Nullable String other) {
        return new CatalogueOptions(home, endpoint, other, offline, patience);
    }

    public CatalogueOptions withOffline(boolean other) {
        return new CatalogueOptions(home, endpoint, token, other, patience);
    }

    public CatalogueOptions withPatience(Patience other) {
        return new CatalogueOptions(home, endpoint, token, offline, other);
    }

    /** Says only whether there is a token. */
    @Override
    public String toString() {
        return "CatalogueOptions[home=%s, endpoint=%s, token=%s, offline=%s, patience=%s]"
                .formatted(home, endpoint, token == null ? "none" : "***", offline, patience);
    }
}
