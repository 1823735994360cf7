package qio.docs;

import com.tngtech.archunit.lang.ArchRule;
import java.util.LinkedHashMap;
import java.util.Map;

/** The rules for code by name, for the test of the code and for the test of the rules. */
final class AllCodeRules {

  private AllCodeRules() {}

  static Map<String, ArchRule> rules() {
    Map<String, ArchRule> rules = new LinkedHashMap<>();
    rules.put("providers never see each other", CodeRules.providersNeverSeeEachOther());
    rules.put("native calls are made in qio.posix", CodeRules.nativeCallsAreMadeInPosixAlone());
    rules.put("nothing is loaded through JNI", CodeRules.nothingIsLoadedThroughJni());
    rules.put("no method is native", CodeRules.noMethodIsNative());
    rules.put("nothing uses the inside of the JDK", CodeRules.nothingUsesTheInsideOfTheJdk());
    rules.put("nothing forces its way in", CodeRules.nothingForcesItsWayIn());
    rules.put("packages have no cycles", CodeRules.packagesHaveNoCycles());
    rules.put(
        "qio.api.aio is at the bottom",
        CodeRules.packagesOfTheApiUseOnlyThoseBelow(
            "qio.api.aio..", "qio.api.channel..", "qio.api.layer..", "qio.api.spi..", "qio.api"));
    rules.put(
        "qio.api.channel is below qio.api.layer",
        CodeRules.packagesOfTheApiUseOnlyThoseBelow(
            "qio.api.channel..", "qio.api.layer..", "qio.api.spi..", "qio.api"));
    rules.put(
        "qio.api.layer is below qio.api.spi",
        CodeRules.packagesOfTheApiUseOnlyThoseBelow("qio.api.layer..", "qio.api.spi..", "qio.api"));
    rules.put(
        "qio.api.spi is below qio.api",
        CodeRules.packagesOfTheApiUseOnlyThoseBelow("qio.api.spi..", "qio.api"));
    rules.put("libraries are silent", CodeRules.librariesAreSilent());
    rules.put("providers are looked up in two places", CodeRules.providersAreLookedUpInTwoPlaces());
    rules.put(
        "native memory stays out of signatures", CodeRules.nativeMemoryStaysOutOfSignatures());
    rules.put("names say what a class is", CodeRules.namesSayWhatAClassIs());
    rules.put("packages are null-marked", CodeRules.packagesAreNullMarked());
    rules.put(
        "public classes are final or made for extension",
        CodeRules.publicClassesAreFinalOrMadeForExtension());
    return rules;
  }
}
