package qio.tck.aio;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;

/**
 * Counts the bytes that the calling thread allocates, where the virtual machine can tell. The bean
 * is called through handles because its module is not there in every run-time image.
 */
final class AllocationMeter {

  private final MethodHandle allocatedBytes;

  private AllocationMeter(MethodHandle allocatedBytes) {
    this.allocatedBytes = allocatedBytes;
  }

  static Optional<AllocationMeter> find() {
    try {
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      Class<?> beans = Class.forName("java.lang.management.ManagementFactory");
      Class<?> beanType = Class.forName("com.sun.management.ThreadMXBean");
      Object bean = beans.getMethod("getThreadMXBean").invoke(null);
      if (!beanType.isInstance(bean)) {
        return Optional.empty();
      }
      MethodHandle handle =
          lookup
              .findVirtual(
                  beanType, "getCurrentThreadAllocatedBytes", MethodType.methodType(long.class))
              .bindTo(bean);
      return Optional.of(new AllocationMeter(handle));
    } catch (ReflectiveOperationException absent) {
      return Optional.empty(); // a run-time image without jdk.management; the caller skips
    }
  }

  /** Bytes that the calling thread has allocated since it started. */
  long read() {
    try {
      return (long) allocatedBytes.invokeExact();
    } catch (Throwable unexpected) {
      throw new AssertionError(unexpected);
    }
  }
}
