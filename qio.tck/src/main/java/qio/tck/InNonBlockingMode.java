package qio.tck;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A test that gets a {@link Setting}. In non-blocking mode, on both kinds of thread. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@ParameterizedTest
@EnumSource(names = {"NON_BLOCKING_PLATFORM", "NON_BLOCKING_VIRTUAL"})
public @interface InNonBlockingMode {}
