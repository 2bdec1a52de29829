import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Gives the class files of a jar a version that an ahead-of-time cache can hold.
 *
 * <p>picocli is compiled for Java 5. Such classes are verified by the JVM's old verifier, which
 * leaves nothing to keep: they would be read, parsed and verified at each start (about 30 of 120
 * ms). The code stays as it is; the version becomes that of Java 8, and with it come the stack maps
 * that the new verifier reads.
 */
final class ClassFiles {
    private static final int OLD_VERIFIER_MAX = 49;
    private static final int TARGET = 52;

    private ClassFiles() {}

    /**
     * A jar's bytes, unchanged where no class is old.
     *
     * @param jars all of the class path, where the classes are that its classes know
     */
    static byte[] renewed(byte[] bytes, List<Path> jars) throws IOException {
        if (!hasOldClass(bytes)) {
            return bytes;
        }
        var urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = jars.get(i).toUri().toURL();
        }
        try (var loader = new URLClassLoader(urls, null)) {
            var classFile =
                    ClassFile.of(
                            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                            ClassFile.ClassHierarchyResolverOption.of(
                                    ClassHierarchyResolver.ofResourceParsing(loader)
                                            .orElse(ClassHierarchyResolver.defaultResolver())));
            var renewed = new ByteArrayOutputStream();
            try (var in = new ZipInputStream(new ByteArrayInputStream(bytes));
                    var out = new ZipOutputStream(renewed)) {
                for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                    var fresh = new ZipEntry(entry.getName());
                    fresh.setTimeLocal(entry.getTimeLocal());
                    out.putNextEntry(fresh);
                    var content = in.readAllBytes();
                    out.write(isOldClass(entry, content) ? renew(classFile, content) : content);
                    out.closeEntry();
                }
            }
            return renewed.toByteArray();
        }
    }

    private static byte[] renew(ClassFile classFile, byte[] content) {
        // Each method's code is taken apart and put together again; copied whole, it would come
        // without a stack map.
        return classFile.transformClass(
                classFile.parse(content),
                ClassTransform.transformingMethodBodies((builder, element) -> builder.with(element))
                        .andThen((builder, element) -> {
                            if (element instanceof ClassFileVersion) {
                                builder.withVersion(TARGET, 0);
                            } else {
                                builder.with(element);
                            }
                        }));
    }

    private static boolean hasOldClass(byte[] jar) throws IOException {
        try (var in = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (isOldClass(entry, in.readNBytes(8))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isOldClass(ZipEntry entry, byte[] content) {
        return entry.getName().endsWith(".class")
                && content.length >= 8
                && ((content[6] & 0xff) << 8 | content[7] & 0xff) <= OLD_VERIFIER_MAX;
    }
}
