package qio.posix.layout;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/** Finds fields of structs. */
public final class Fields {

  private Fields() {}

  /**
   * Where a field begins, as {@link MemoryLayout#byteOffset} tells. That links method handles for
   * paths through layouts when it is first used, which a process that starts need not wait for.
   *
   * @param struct the struct
   * @param field the name of one of its own members
   * @return the offset in bytes
   * @throws IllegalArgumentException if it has no such member
   */
  public static long offset(StructLayout struct, String field) {
    long offset = 0;
    for (MemoryLayout member : struct.memberLayouts()) {
      if (member.name().orElse("").equals(field)) {
        return offset;
      }
      offset += member.byteSize();
    }
    throw new IllegalArgumentException("no field '" + field + "' in " + struct);
  }
}
