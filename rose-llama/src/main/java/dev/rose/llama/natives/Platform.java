package dev.rose.llama.natives;

import java.util.List;
import java.util.Locale;

/**
 * An operating system and processor as the natives artifacts name them, for instance {@code
 * linux-x64}.
 *
 * @param name what this machine is called in messages
 * @param bundles natives that run on it, in the order in which they are looked for: first the one
 *     that runs on every such machine, then those that need a GPU
 */
record Platform(String name, List<String> bundles) {

    static Platform current() {
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    /**
     * @param osName as the system property {@code os.name}
     * @param osArch as the system property {@code os.arch}
     */
    static Platform of(String osName, String osArch) {
        var name = os(osName) + "-" + processor(osArch);
        return switch (name) {
            case "linux-x64" ->
                    new Platform(name, List.of(name, "linux-x64-cuda", "linux-x64-vulkan"));
            case "mac-arm64" -> new Platform(name, List.of("mac-arm64-metal"));
            default -> new Platform(name, List.of(name));
        };
    }

    private static String os(String osName) {
        var lower = osName.toLowerCase(Locale.ROOT);
        if (lower.contains("mac") || lower.contains("darwin")) {
            return "mac";
        }
        return lower.startsWith("windows") ? "win" : lower.replaceAll("\\s+", "");
    }

    private static String processor(String osArch) {
        var lower = osArch.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "amd64", "x86_64" -> "x64";
            case "aarch64" -> "arm64";
            default -> lower;
        };
    }
}
