package dev.rose.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * llama.cpp's own log, passed on to SLF4J, each message a level lower than llama.cpp has it: what
 * is information to it is detail to us. Errors are kept too, since llama.cpp gives the reason of a
 * failure nowhere else.
 */
final class LlamaLog {
    private static final int DEBUG = 1;
    private static final int INFO = 2;
    private static final int WARN = 3;
    private static final int ERROR = 4;

    private static final ThreadLocal<StringBuilder> ERRORS =
            ThreadLocal.withInitial(StringBuilder::new);

    /** Looked up with the first message: until then the program may still choose its log level. */
    private static final class Slf4j {
        private static final Logger LOG = LoggerFactory.getLogger("dev.rose.llama.cpp");
    }

    private LlamaLog() {}

    /**
     * The callback {@code void (int level, const char * text, void * data)}; lives as long as
     * {@code arena}.
     */
    static MemorySegment callback(Arena arena) {
        try {
            var target =
                    MethodHandles.lookup()
                            .findStatic(
                                    LlamaLog.class,
                                    "receive",
                                    MethodType.methodType(
                                            void.class,
                                            int.class,
                                            MemorySegment.class,
                                            MemorySegment.class));
            return Linker.nativeLinker()
                    .upcallStub(
                            target, FunctionDescriptor.ofVoid(JAVA_INT, ADDRESS, ADDRESS), arena);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Forgets the errors of this thread; call before what may fail. */
    static void forgetErrors() {
        ERRORS.get().setLength(0);
    }

    /** What llama.cpp said of a failure in this thread since {@link #forgetErrors}, or "". */
    static String errors() {
        return ERRORS.get().toString().strip().replaceAll("\\s*\\R\\s*", "; ");
    }

    @SuppressWarnings("unused") // called from native code
    private static void receive(int level, MemorySegment text, MemorySegment data) {
        try {
            if (level >= WARN || Slf4j.LOG.isDebugEnabled()) {
                pass(level, NativeLookup.string(text));
            }
        } catch (Throwable t) {
            // A message is lost; an exception that reaches native code would end the JVM.
        }
    }

    private static void pass(int level, String text) {
        var line = text.stripTrailing();
        if (line.isEmpty()) {
            return;
        }
        switch (level) {
            case DEBUG -> Slf4j.LOG.trace("{}", line);
            case INFO -> Slf4j.LOG.debug("{}", line);
            case WARN -> Slf4j.LOG.info("{}", line);
            case ERROR -> {
                var errors = ERRORS.get();
                if (errors.length() < 2000) {
                    errors.append(line).append('\n');
                }
                Slf4j.LOG.warn("{}", line);
            }
            default -> Slf4j.LOG.trace("{}", line);
        }
    }
}
