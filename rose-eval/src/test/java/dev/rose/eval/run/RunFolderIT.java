package dev.rose.eval.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.error.RoseException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Two processes and one run. */
final class RunFolderIT {
    @TempDir private Path temp;

    @Test
    void anotherProcessThatWritesIsNamedAndLeavesWhenItDies() throws Exception {
        var run = temp.resolve("run");
        RunFolder.write(run, JsonMapper.shared().createObjectNode()).close();
        var holder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                RunHolder.class.getName(),
                                run.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try {
            assertThat(holder.inputReader().readLine()).startsWith("holds ");
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> RunFolder.openToWrite(run))
                        .isInstanceOf(RoseException.class)
                        .hasMessageContaining(
                                "is being written to (by process %d, since 2"
                                        .formatted(holder.pid()));
            }
            RunFolder.open(run).close();
        } finally {
            holder.destroyForcibly().waitFor();
        }
        RunFolder.openToWrite(run).close();
    }
}
