package dev.rose.prompt;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;

/** The paper's Rand-Words: a prompt that says nothing, as many words long as the one it faces. */
final class RandomWords {
    private static final String RESOURCE = "random-words.txt";

    private RandomWords() {}

    /** The same text for the same number of words and seed. */
    static String of(String prompt, long seed) {
        var words = words();
        var random = new Random(seed); // its algorithm is part of its contract
        return random.ints(prompt.strip().split("\\s+").length, 0, words.size())
                .mapToObj(words::get)
                .collect(Collectors.joining(" "));
    }

    private static List<String> words() {
        var words = new ArrayList<String>();
        var in = Objects.requireNonNull(RandomWords.class.getResourceAsStream(RESOURCE));
        try (var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> words.addAll(List.of(line.split(" "))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return words;
    }
}
