package qio.docs;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.NATIVE;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessibleObject;
import java.util.ServiceLoader;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;

/** The rules of the architecture that classes must keep. */
final class CodeRules {

  private static final String POSIX = "qio.posix..";
  private static final String[] APPLICATIONS = {"qio.cli..", "qio.bench.."};

  /** Loads libraries, and makes or widens native memory: what a JDK calls restricted, and more. */
  private static final Set<String> RESTRICTED =
      Set.of(
          "java.lang.System.load",
          "java.lang.System.loadLibrary",
          "java.lang.Runtime.load",
          "java.lang.Runtime.loadLibrary",
          "java.lang.ModuleLayer$Controller.enableNativeAccess",
          "java.lang.foreign.MemorySegment.reinterpret",
          "java.lang.foreign.AddressLayout.withTargetLayout");

  private CodeRules() {}

  static ArchRule providersNeverSeeEachOther() {
    return slices()
        .matching("qio.spi.(*)..")
        .as("providers")
        .should()
        .notDependOnEachOther()
        .because("an application takes those that it needs");
  }

  static ArchRule nativeCallsAreMadeInPosixAlone() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(POSIX)
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.foreign.Linker")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.foreign.Linker$Option")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.foreign.SymbolLookup")
        .orShould()
        .callCodeUnitWhere(accessTo(RESTRICTED))
        .because("one module needs --enable-native-access, and the others work without it");
  }

  static ArchRule nothingIsLoadedThroughJni() {
    return noClasses()
        .should()
        .callCodeUnitWhere(
            accessTo(
                Set.of(
                    "java.lang.System.load",
                    "java.lang.System.loadLibrary",
                    "java.lang.Runtime.load",
                    "java.lang.Runtime.loadLibrary")))
        .because("native code is reached through java.lang.foreign");
  }

  static ArchRule noMethodIsNative() {
    return noMethods().should().haveModifier(NATIVE).because("there is no JNI");
  }

  static ArchRule nothingUsesTheInsideOfTheJdk() {
    return noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("sun..", "com.sun..", "jdk.internal..")
        .because("it may be gone in the next JDK");
  }

  static ArchRule nothingForcesItsWayIn() {
    return noClasses()
        .should()
        .callMethodWhere(
            describe(
                "setAccessible or trySetAccessible",
                call ->
                    call.getTarget().getOwner().isAssignableTo(AccessibleObject.class)
                        && call.getName().matches("(trySet|set)Accessible")))
        .orShould()
        .callMethod(MethodHandles.class, "privateLookupIn", Class.class, MethodHandles.Lookup.class)
        .because("modules mean what they say");
  }

  static ArchRule packagesHaveNoCycles() {
    return slices()
        .assignedFrom(packages())
        .should()
        .beFreeOfCycles()
        .because("a reader can begin at the bottom");
  }

  /** In {@code qio.api} each package may use those below it. */
  static ArchRule packagesOfTheApiUseOnlyThoseBelow(String lower, String... higher) {
    return noClasses()
        .that()
        .resideInAPackage(lower)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(higher)
        .because("the order is qio.api, spi, channel, aio");
  }

  static ArchRule librariesAreSilent() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(APPLICATIONS)
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "console")
        .orShould()
        .callMethod(System.class, "setOut", java.io.PrintStream.class)
        .orShould()
        .callMethod(System.class, "setErr", java.io.PrintStream.class)
        .orShould()
        .callMethod(Thread.class, "dumpStack")
        .orShould()
        .callMethodWhere(
            describe(
                "printStackTrace() to the standard error",
                call ->
                    call.getName().equals("printStackTrace")
                        && call.getTarget().getRawParameterTypes().isEmpty()))
        .because("the standard streams are the application's; a library has System.Logger");
  }

  static ArchRule providersAreLookedUpInTwoPlaces() {
    return noClasses()
        .that()
        .doNotHaveFullyQualifiedName("qio.api.ProviderLoading")
        .and()
        .doNotHaveFullyQualifiedName("qio.api.aio.PollerLookup")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ServiceLoader.class)
        .because("the order of look-up is one, and is documented");
  }

  static ArchRule nativeMemoryStaysOutOfSignatures() {
    return classes()
        .that()
        .arePublic()
        .and()
        .resideOutsideOfPackage("qio.posix.*..") // not exported
        .should(new NoNativeMemoryInSignatures())
        .because("who holds an address can crash the machine");
  }

  static ArchRule namesSayWhatAClassIs() {
    return noClasses()
        .that()
        .areNotAssignableTo(KeyManager.class) // the field's own names for what they are
        .and()
        .areNotAssignableTo(TrustManager.class)
        .should()
        .haveNameMatching(".*(Impl|Utils?|Manager|Helper)")
        .because("such a name says nothing");
  }

  static ArchRule packagesAreNullMarked() {
    return classes()
        .that()
        .resideOutsideOfPackage("qio.bench..")
        .should(new BeInANullMarkedPackage())
        .because("null is either meant or impossible");
  }

  static ArchRule publicClassesAreFinalOrMadeForExtension() {
    return classes()
        .that()
        .arePublic()
        .and(describe("are no enums", type -> !type.isEnum()))
        .and()
        .resideOutsideOfPackage("qio.bench..") // JMH extends its states
        .should()
        .haveModifier(FINAL)
        .orShould()
        .haveModifier(ABSTRACT) // so are interfaces
        .because("extension is designed, or it is not offered");
  }

  private static DescribedPredicate<JavaAccess<?>> accessTo(Set<String> members) {
    return describe(
        "one of " + members,
        access ->
            members.contains(access.getTarget().getOwner().getName() + "." + access.getName()));
  }

  private static SliceAssignment packages() {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        return type.getPackageName().startsWith("qio")
            ? SliceIdentifier.of(type.getPackageName())
            : SliceIdentifier.ignore();
      }

      @Override
      public String getDescription() {
        return "packages";
      }
    };
  }
}
