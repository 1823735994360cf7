import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Copies a jar, and gives those of its class files that are of a version before 50 (Java 6) a newer
 * one, with the stack maps that it demands. An AOT cache takes no older class files, since only
 * those with stack maps are verified in a way that can be kept; a library that still runs on Java 5
 * is so read and verified anew at every start. What the classes do is not changed.
 *
 * <p>{@code java build/RaiseClassFiles.java FROM.jar TO.jar}
 */
final class RaiseClassFiles {

  /** The first version that an AOT cache takes. */
  private static final int OLDEST = ClassFile.JAVA_6_VERSION;

  /**
   * Of Java 8: the last one before nest mates, which classes that were compiled without must not
   * become.
   */
  private static final int RAISED = ClassFile.JAVA_8_VERSION;

  private final Map<String, byte[]> entries = new LinkedHashMap<>();
  private final ClassFile classFile =
      ClassFile.of(
          ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
          ClassFile.ClassHierarchyResolverOption.of(
              ClassHierarchyResolver.ofResourceParsing(this::open)
                  .orElse(ClassHierarchyResolver.defaultResolver())));

  public static void main(String[] args) throws IOException {
    var jar = new RaiseClassFiles();
    jar.read(Path.of(args[0]));
    int raised = jar.raise();
    jar.write(Path.of(args[1]));
    System.out.println(raised + " class files raised to version " + RAISED);
  }

  private void read(Path from) throws IOException {
    try (var zip = new ZipInputStream(Files.newInputStream(from))) {
      for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
  }

  private int raise() {
    int raised = 0;
    for (var entry : entries.entrySet()) {
      if (entry.getKey().endsWith(".class")) {
        ClassModel old = classFile.parse(entry.getValue());
        if (old.majorVersion() < OLDEST) {
          entry.setValue(verified(raised(old)));
          raised++;
        }
      }
    }
    return raised;
  }

  /**
   * Methods are built anew, instruction by instruction: one that is copied whole gets no stack
   * maps.
   */
  private byte[] raised(ClassModel old) {
    ClassTransform methods =
        ClassTransform.transformingMethodBodies((code, element) -> code.with(element));
    return classFile.transformClass(
        old,
        methods.andThen(
            (type, element) -> {
              if (element instanceof ClassFileVersion) {
                type.withVersion(RAISED, 0);
              } else {
                type.with(element);
              }
            }));
  }

  private byte[] verified(byte[] bytes) {
    List<VerifyError> errors = classFile.verify(bytes);
    if (!errors.isEmpty()) {
      throw errors.getFirst();
    }
    return bytes;
  }

  /** The class files among which common superclasses are looked for. */
  private InputStream open(ClassDesc type) {
    String name = type.descriptorString();
    byte[] bytes = entries.get(name.substring(1, name.length() - 1) + ".class");
    return bytes == null ? null : new ByteArrayInputStream(bytes);
  }

  private void write(Path to) throws IOException {
    try (var zip = new ZipOutputStream(Files.newOutputStream(to))) {
      for (var entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
  }
}
