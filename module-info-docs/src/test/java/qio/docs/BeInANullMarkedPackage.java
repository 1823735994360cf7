package qio.docs;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** The package of a class has a package-info with {@code @NullMarked}. */
final class BeInANullMarkedPackage extends ArchCondition<JavaClass> {

  BeInANullMarkedPackage() {
    super("be in a package that is marked with @NullMarked");
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    boolean marked =
        type.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked")
            || type.getSimpleName().equals("module-info");
    if (!marked) {
      events.add(
          SimpleConditionEvent.violated(
              type, type.getPackageName() + " is not @NullMarked (" + type.getName() + ")"));
    }
  }
}
