package dev.rose.model.llama;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;

/**
 * One way to spoil a sound file, chosen by a seed: what to write at its begin, what to write
 * somewhere, how long the file becomes.
 *
 * @param description for a failure's message
 * @param head the whole head anew, or an empty array where only a patch is made
 * @param patchAt where {@code patch} goes
 * @param patch bytes that replace others, or an empty array
 * @param length of the file
 */
record GgufMutation(String description, byte[] head, long patchAt, byte[] patch, long length) {

    /** Where mutations strike. */
    enum Mix {
        /** Everything, most of it refused: the head's bytes, its structure, the file's length. */
        ALL,
        /** Files of sound form with values that mean something else. */
        VALUES
    }

    static GgufMutation of(GgufImage image, Mix mix, long seed) {
        var random = new Random(seed * 0x9E3779B97F4A7C15L + (mix == Mix.VALUES ? 1 : 0));
        return new Generator(image, random).next(mix);
    }

    /** Makes one mutation from a stream of random numbers. */
    private static final class Generator {
        private final GgufImage sound;
        private final Random random;
        private final BoundaryValues values;

        Generator(GgufImage sound, Random random) {
            this.sound = sound;
            this.random = random;
            this.values = new BoundaryValues(random);
        }

        GgufMutation next(Mix mix) {
            var dice = random.nextInt(100);
            return switch (mix) {
                case VALUES -> dice < 95 ? structural() : data();
                case ALL -> {
                    if (dice < 8) {
                        yield patch("header", 0, 24);
                    } else if (dice < 30) {
                        yield entryBytes();
                    } else if (dice < 40) {
                        yield patch("metadata", 24, sound.metadataEnd);
                    } else if (dice < 60) {
                        yield patch("table", sound.metadataEnd, sound.tableEnd);
                    } else if (dice < 70) {
                        yield resized();
                    } else {
                        yield dice < 98 ? structural() : data();
                    }
                }
            };
        }

        /** One to three changes of the head's structure, which is written anew. */
        private GgufMutation structural() {
            var image = sound.copy();
            var changes = new StructuralMutations(image, random);
            var count = Math.max(1, random.nextInt(5) - 1);
            var descriptions = new ArrayList<String>();
            for (var i = 0; i < count; i++) {
                descriptions.add(changes.change());
            }
            var head = image.toByteArray();
            return new GgufMutation(
                    String.join("; ", descriptions),
                    head,
                    0,
                    new byte[0],
                    head.length + image.dataLength);
        }

        /** Bytes of the entries that are no long arrays, where each one counts. */
        private GgufMutation entryBytes() {
            var at = 24;
            var ranges = new ArrayList<int[]>();
            for (var entry : sound.entries) {
                var value = at + 8 + entry.key().getBytes(StandardCharsets.UTF_8).length + 4;
                ranges.add(new int[] {at, value + Math.min(entry.value().length, 32)});
                at = value + entry.value().length;
            }
            var range = values.any(ranges);
            return patch("entry", range[0], range[1]);
        }

        /** A bit flipped, or a byte, an int or a long put in the place of another. */
        private GgufMutation patch(String what, int from, int to) {
            var at = from + random.nextInt(to - from);
            var value = values.whole();
            var patch =
                    switch (random.nextInt(4)) {
                        case 0 ->
                                new byte[] {
                                    (byte) (sound.toByteArray()[at] ^ (1 << random.nextInt(8)))
                                };
                        case 1 -> new byte[] {(byte) value};
                        case 2 -> GgufImage.ints((int) value);
                        default -> GgufImage.longs(value);
                    };
            return new GgufMutation(
                    what + " bytes from " + at + " are " + Arrays.toString(patch),
                    new byte[0],
                    at,
                    patch,
                    size());
        }

        private GgufMutation data() {
            var at = sound.dataStart + (long) (random.nextDouble() * (sound.dataLength - 64));
            var patch = new byte[64];
            if (random.nextBoolean()) {
                random.nextBytes(patch);
            } else {
                Arrays.fill(patch, (byte) 0xff);
            }
            return new GgufMutation("64 bytes of data from " + at, new byte[0], at, patch, size());
        }

        private GgufMutation resized() {
            var length =
                    switch (random.nextInt(5)) {
                        case 0 -> random.nextInt(64);
                        case 1 -> random.nextInt(sound.dataStart);
                        case 2 -> (long) (random.nextDouble() * size());
                        case 3 -> size() - 1 - random.nextInt(64);
                        default -> size() + 1 + random.nextInt(1 << random.nextInt(12));
                    };
            return new GgufMutation(
                    "the file has " + length + " bytes", new byte[0], 0, new byte[0], length);
        }

        private long size() {
            return sound.dataStart + sound.dataLength;
        }
    }
}
