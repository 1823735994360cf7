package qio.docs;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Code that breaks one rule, or that looks as if it did and is allowed.
 *
 * @param rule the rule's name
 * @param caught whether it breaks the rule
 * @param sources compilation units
 */
record BadCode(String rule, boolean caught, List<String> sources) {

  private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);");
  private static final Pattern TYPE = Pattern.compile("(?:class|interface|enum|record) (\\w+)");

  private static BadCode bad(String rule, String... sources) {
    return new BadCode(rule, true, List.of(sources));
  }

  private static BadCode allowed(String rule, String... sources) {
    return new BadCode(rule, false, List.of(sources));
  }

  static List<BadCode> all() {
    List<BadCode> all = new ArrayList<>();
    addModuleBorders(all);
    addJdkBorders(all);
    addPackageOrder(all);
    addManners(all);
    return all;
  }

  private static void addModuleBorders(List<BadCode> all) {
    all.add(
        bad(
            "providers never see each other",
            "package qio.spi.one.a; public final class Sees { qio.spi.two.Seen seen; }",
            "package qio.spi.two; public final class Seen {}"));
    all.add(
        allowed(
            "providers never see each other",
            "package qio.spi.one.b; public final class SeesItself { qio.spi.one.c.Own own; }",
            "package qio.spi.one.c; public final class Own {}"));
    String inPosix = "native calls are made in qio.posix";
    all.add(
        bad(
            inPosix,
            "package qio.spi.n1; final class Calls {"
                + " Object o = java.lang.foreign.Linker.nativeLinker(); }"));
    all.add(
        bad(
            inPosix,
            "package qio.spi.n2; final class LooksUp {"
                + " Object o = java.lang.foreign.SymbolLookup.loaderLookup(); }"));
    all.add(
        bad(
            inPosix,
            "package qio.spi.n3; final class Widens {"
                + " Object o = java.lang.foreign.MemorySegment.ofAddress(1).reinterpret(8); }"));
    all.add(
        allowed(
            inPosix,
            "package qio.posix.n4; final class MayCall {"
                + " Object o = java.lang.foreign.Linker.nativeLinker(); }"));
    all.add(
        bad(
            "providers are looked up in two places",
            "package qio.cli.s1; final class LooksUpItself {"
                + " Object o = java.util.ServiceLoader.load(Runnable.class); }"));
    all.add(
        bad(
            "native memory stays out of signatures",
            "package qio.posix; public final class Lends {"
                + " public void at(java.util.List<java.lang.foreign.MemorySegment> s) {} }"));
    all.add(
        bad(
            "native memory stays out of signatures",
            "package qio.spi.m1; public abstract class Shows {"
                + " protected java.lang.foreign.Arena arena; }"));
    all.add(
        allowed(
            "native memory stays out of signatures",
            "package qio.posix.m2; public final class Inside {"
                + " public java.lang.foreign.MemorySegment segment; }"));
    all.add(
        allowed(
            "native memory stays out of signatures",
            "package qio.posix.m3; public final class Hides {"
                + " private java.lang.foreign.MemorySegment segment; void f() {} }"));
  }

  private static void addJdkBorders(List<BadCode> all) {
    for (String call :
        List.of(
            "System.loadLibrary(\"c\")",
            "System.load(\"/c\")",
            "Runtime.getRuntime().load(\"/c\")",
            "Runtime.getRuntime().loadLibrary(\"c\")")) {
      String name = "Loads" + Integer.toHexString(call.hashCode());
      all.add(
          bad(
              "nothing is loaded through JNI",
              "package qio.posix.jni; final class " + name + " { void f() { " + call + "; } }"));
    }
    all.add(
        bad("no method is native", "package qio.posix.jni; final class Jni { native void f(); }"));
    all.add(
        bad(
            "nothing uses the inside of the JDK",
            "package qio.api.u; final class Unsafely { sun.misc.Unsafe unsafe; }"));
    all.add(
        bad(
            "nothing forces its way in",
            "package qio.api.r1; final class Forces {"
                + " void f(java.lang.reflect.Field f) { f.setAccessible(true); } }"));
    all.add(
        bad(
            "nothing forces its way in",
            "package qio.api.r2; final class Tries {"
                + " void f(java.lang.reflect.Method m) { m.trySetAccessible(); } }"));
    all.add(
        bad(
            "nothing forces its way in",
            "package qio.api.r3; import java.lang.invoke.MethodHandles; final class Borrows {"
                + " Object f() throws Exception { return"
                + " MethodHandles.privateLookupIn(String.class, MethodHandles.lookup()); } }"));
  }

  private static void addPackageOrder(List<BadCode> all) {
    all.add(
        bad(
            "packages have no cycles",
            "package qio.cli.round.a; public final class There { qio.cli.round.b.Back back; }",
            "package qio.cli.round.b; public final class Back { qio.cli.round.a.There there; }"));
    String[][] wrong = {
      {"qio.api.aio is at the bottom", "qio.api.aio", "qio.api.channel.Descriptor"},
      {"qio.api.aio is at the bottom", "qio.api.aio", "qio.api.spi.Layer"},
      {"qio.api.aio is at the bottom", "qio.api.aio", "qio.api.Qio"},
      {"qio.api.channel is below qio.api.layer", "qio.api.channel", "qio.api.layer.LayerTerms"},
      {"qio.api.channel is below qio.api.layer", "qio.api.channel", "qio.api.spi.Layer"},
      {"qio.api.channel is below qio.api.layer", "qio.api.channel", "qio.api.Qio"},
      {"qio.api.layer is below qio.api.spi", "qio.api.layer", "qio.api.spi.Layer"},
      {"qio.api.layer is below qio.api.spi", "qio.api.layer", "qio.api.Qio"},
      {"qio.api.spi is below qio.api", "qio.api.spi", "qio.api.Qio"}
    };
    for (String[] each : wrong) {
      String name = "Up" + each[2].replace(".", "");
      all.add(
          bad(
              each[0],
              "package " + each[1] + "; final class " + name + " { " + each[2] + " up; }"));
    }
    all.add(
        allowed(
            "qio.api.spi is below qio.api",
            "package qio.api.spi; final class Down { qio.api.aio.Poller down; }"));
  }

  private static void addManners(List<BadCode> all) {
    for (String call :
        List.of(
            "System.out.println()",
            "System.err.println()",
            "System.console()",
            "System.setOut(null)",
            "System.setErr(null)",
            "Thread.dumpStack()",
            "new Exception().printStackTrace()")) {
      String name = "Loud" + Integer.toHexString(call.hashCode());
      all.add(
          bad(
              "libraries are silent",
              "package qio.spi.loud; final class " + name + " { void f() { " + call + "; } }"));
    }
    all.add(
        allowed(
            "libraries are silent",
            "package qio.cli.loud; final class Speaks { void f() { System.out.println(); } }"));
    all.add(
        allowed(
            "libraries are silent",
            "package qio.tck.loud; final class Traces { void f(java.io.PrintWriter to) {"
                + " new Exception().printStackTrace(to); } }"));
    for (String name : List.of("ChannelImpl", "IoUtil", "IoUtils", "LoopManager", "ReadHelper")) {
      all.add(
          bad("names say what a class is", "package qio.cli.name; final class " + name + " {}"));
    }
    all.add(
        allowed(
            "names say what a class is",
            "package qio.spi.name; abstract class PemKeyManager"
                + " extends javax.net.ssl.X509ExtendedKeyManager {}"));
    all.add(bad("packages are null-marked", "package qio.cli.nulls; final class MayBeNull {}"));
    all.add(
        bad(
            "public classes are final or made for extension",
            "package qio.cli.open; public class Open {}"));
    all.add(
        allowed(
            "public classes are final or made for extension",
            "package qio.cli.open; public enum Kinds { ONE { @Override void f() {} };"
                + " abstract void f(); }"));
    all.add(
        allowed(
            "public classes are final or made for extension",
            "package qio.cli.open; public record Pair(int a, int b) {}"));
    all.add(
        allowed(
            "public classes are final or made for extension",
            "package qio.cli.open; public interface Role {}"));
  }

  /** The classes that the sources declare, in their order. */
  List<String> types() {
    return sources.stream().map(BadCode::type).toList();
  }

  private static String type(String source) {
    return find(PACKAGE, source) + "." + find(TYPE, source);
  }

  /** Compiles the sources of all. */
  static void compile(Path into) throws IOException {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    var messages = new StringWriter();
    try (StandardJavaFileManager manager = javac.getStandardFileManager(null, null, null)) {
      List<Path> files = new ArrayList<>();
      for (BadCode code : all()) {
        for (String source : code.sources()) {
          Path file = into.resolve("src").resolve(type(source).replace('.', '/') + ".java");
          Files.createDirectories(file.getParent());
          files.add(Files.writeString(file, source));
        }
      }
      List<String> arguments =
          List.of(
              "-d", into.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
      boolean compiled =
          javac
              .getTask(
                  messages,
                  manager,
                  null,
                  arguments,
                  null,
                  manager.getJavaFileObjectsFromPaths(files))
              .call();
      if (!compiled) {
        throw new IllegalStateException(messages.toString());
      }
    }
  }

  private static String find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalArgumentException("no " + pattern + " in " + text);
    }
    return matcher.group(1);
  }

  @Override
  public String toString() {
    return types().toString();
  }
}
