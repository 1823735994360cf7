package qio.tck;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A test that gets a {@link Setting}. On a platform thread, in both modes. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@ParameterizedTest
@EnumSource(names = {"BLOCKING_PLATFORM", "NON_BLOCKING_PLATFORM"})
public @interface OnPlatformThreads {}
