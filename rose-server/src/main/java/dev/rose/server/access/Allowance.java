package dev.rose.server.access;

/**
 * What a caller may still use of a limit a minute: fills up evenly, never above the limit, and may
 * be overdrawn by what is known only afterwards. Guarded by its owner's lock.
 */
final class Allowance {
    private static final double NANOS_A_SECOND = 1e9;
    private static final double SECONDS_A_MINUTE = 60;

    private final int perMinute;
    private double left;
    private long filledAt;

    Allowance(int perMinute, long now) {
        this.perMinute = perMinute;
        this.left = perMinute;
        this.filledAt = now;
    }

    int perMinute() {
        return perMinute;
    }

    /** Seconds, rounded up, until a whole one is left; 0 where that is so now. */
    int secondsToNext(long now) {
        fill(now);
        return left >= 1 ? 0 : (int) Math.ceil((1 - left) * SECONDS_A_MINUTE / perMinute);
    }

    void use(int amount, long now) {
        fill(now);
        left -= amount;
    }

    private void fill(long now) {
        var seconds = (now - filledAt) / NANOS_A_SECOND;
        left = Math.min(perMinute, left + seconds * perMinute / SECONDS_A_MINUTE);
        filledAt = now;
    }
}
