package qio.docs;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.HashSet;
import java.util.Set;

/** No public or protected member speaks of {@code java.lang.foreign}. */
final class NoNativeMemoryInSignatures extends ArchCondition<JavaClass> {

  NoNativeMemoryInSignatures() {
    super("have no type of java.lang.foreign in a public or protected signature");
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    for (JavaMember member : type.getMembers()) {
      boolean open =
          member.getModifiers().contains(JavaModifier.PUBLIC)
              || member.getModifiers().contains(JavaModifier.PROTECTED);
      if (open && typesOf(member).stream().anyMatch(NoNativeMemoryInSignatures::isForeign)) {
        events.add(SimpleConditionEvent.violated(member, member.getDescription()));
      }
    }
  }

  private static Set<JavaClass> typesOf(JavaMember member) {
    Set<JavaClass> types = new HashSet<>();
    if (member instanceof JavaField field) {
      types.addAll(field.getType().getAllInvolvedRawTypes());
    }
    if (member instanceof JavaCodeUnit code) {
      types.addAll(code.getReturnType().getAllInvolvedRawTypes());
      code.getParameterTypes().stream()
          .map(JavaType::getAllInvolvedRawTypes)
          .forEach(types::addAll);
    }
    return types;
  }

  private static boolean isForeign(JavaClass type) {
    return type.getPackageName().equals("java.lang.foreign");
  }
}
