package dev.rose.eval.run;

import java.io.IOException;
import java.nio.file.Path;

/** A program that writes to a run until its standard input ends. */
final class RunHolder {
    private RunHolder() {}

    public static void main(String[] args) throws IOException {
        try (var run = RunFolder.openToWrite(Path.of(args[0]))) {
            System.out.println("holds " + run.path());
            System.in.readAllBytes();
        }
    }
}
