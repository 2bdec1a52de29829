package dev.rose.server.access;

import static dev.rose.server.access.CallerLimits.NONE;

import dev.rose.server.error.ApiException;

/** What one caller has in use. Guarded by its owner's lock. */
final class Account {
    private int requests;
    private Allowance requestAllowance;
    private Allowance tokenAllowance;

    Account(CallerLimits limits, long now) {
        requestAllowance = new Allowance(limits.requestsPerMinute(), now);
        tokenAllowance = new Allowance(limits.tokensPerMinute(), now);
    }

    /**
     * Checks all limits and uses nothing.
     *
     * @param seconds when one of the running requests may have ended
     * @throws ApiException 429 if one of them is reached
     */
    void require(CallerLimits limits, int seconds, long now) {
        follow(limits, now);
        if (requests >= limits.concurrent()) {
            throw ApiException.tooMany(
                    "concurrent_limit",
                    ("%d requests of this key are running or waiting, which is its limit;"
                                    + " wait for one of them")
                            .formatted(requests),
                    seconds);
        }
        requireLeft(requestAllowance, "requests", now);
        requireLeft(tokenAllowance, "tokens", now);
    }

    /**
     * Checks for a request that needs no slot, and uses nothing.
     *
     * @throws ApiException 429 if the limit of requests a minute is reached
     */
    void requireRequest(CallerLimits limits, long now) {
        follow(limits, now);
        requireLeft(requestAllowance, "requests", now);
    }

    void begin(long now) {
        requests++;
        request(now);
    }

    /** Uses one of those a minute. */
    void request(long now) {
        if (requestAllowance.perMinute() != NONE) {
            requestAllowance.use(1, now);
        }
    }

    void use(int tokens, long now) {
        if (tokenAllowance.perMinute() != NONE) {
            tokenAllowance.use(tokens, now);
        }
    }

    void end() {
        requests--;
    }

    /** Whether nothing would be lost with it. */
    boolean isFresh() {
        return requests == 0
                && requestAllowance.perMinute() == NONE
                && tokenAllowance.perMinute() == NONE;
    }

    /** A keys file that was read again may have changed the limits. */
    private void follow(CallerLimits limits, long now) {
        if (requestAllowance.perMinute() != limits.requestsPerMinute()) {
            requestAllowance = new Allowance(limits.requestsPerMinute(), now);
        }
        if (tokenAllowance.perMinute() != limits.tokensPerMinute()) {
            tokenAllowance = new Allowance(limits.tokensPerMinute(), now);
        }
    }

    private static void requireLeft(Allowance allowance, String what, long now) {
        var seconds = allowance.secondsToNext(now);
        if (seconds > 0) {
            throw ApiException.tooMany(
                    what + "_per_minute_limit",
                    "this key has used its %d %s a minute; ask again in %d s"
                            .formatted(allowance.perMinute(), what, seconds),
                    seconds);
        }
    }
}
