package qio.posix.layout;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemoryLayout;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The numbers are written down from the ABI, which both machines share where nothing else is said.
 */
class LayoutTest {

  static Stream<Arguments> sizes() {
    return Stream.of(
        Arguments.of("iovec", Iovec.LAYOUT, 16),
        Arguments.of("msghdr", Msghdr.LAYOUT, 56),
        Arguments.of("cmsghdr", Cmsghdr.LAYOUT, 16),
        Arguments.of("pollfd", Pollfd.LAYOUT, 8),
        Arguments.of("timespec", Timespec.LAYOUT, 16),
        Arguments.of("statx", Statx.LAYOUT, 256),
        Arguments.of("ucred", Ucred.LAYOUT, 12),
        Arguments.of("linger", Linger.LAYOUT, 8),
        Arguments.of("sigaction", Sigaction.LAYOUT, 152),
        Arguments.of("flock", Flock.LAYOUT, 32),
        Arguments.of("termios", Termios.LAYOUT, 60),
        Arguments.of("sock_extended_err", SockExtendedErr.LAYOUT, 16),
        Arguments.of("sockaddr_in", SockaddrIn.LAYOUT, 16),
        Arguments.of("sockaddr_in6", SockaddrIn6.LAYOUT, 28),
        Arguments.of("sockaddr_un", SockaddrUn.LAYOUT, 110),
        Arguments.of("sockaddr_vm", SockaddrVm.LAYOUT, 16),
        Arguments.of("epoll_event x86-64", EpollEvent.layout(Architecture.X86_64), 12),
        Arguments.of("epoll_event aarch64", EpollEvent.layout(Architecture.AARCH64), 16));
  }

  @ParameterizedTest(name = "{0} has {2} bytes")
  @MethodSource("sizes")
  void sizeIsThatOfTheAbi(String name, MemoryLayout layout, long size) {
    assertEquals(size, layout.byteSize());
  }

  static Stream<Arguments> offsets() {
    return Stream.of(
        Arguments.of(Iovec.LAYOUT, "iov_base", 0),
        Arguments.of(Iovec.LAYOUT, "iov_len", 8),
        Arguments.of(Msghdr.LAYOUT, "msg_name", 0),
        Arguments.of(Msghdr.LAYOUT, "msg_namelen", 8),
        Arguments.of(Msghdr.LAYOUT, "msg_iov", 16),
        Arguments.of(Msghdr.LAYOUT, "msg_iovlen", 24),
        Arguments.of(Msghdr.LAYOUT, "msg_control", 32),
        Arguments.of(Msghdr.LAYOUT, "msg_controllen", 40),
        Arguments.of(Msghdr.LAYOUT, "msg_flags", 48),
        Arguments.of(Sigaction.LAYOUT, "sa_handler", 0),
        Arguments.of(Sigaction.LAYOUT, "sa_mask", 8),
        Arguments.of(Sigaction.LAYOUT, "sa_flags", 136),
        Arguments.of(Sigaction.LAYOUT, "sa_restorer", 144),
        Arguments.of(Cmsghdr.LAYOUT, "cmsg_len", 0),
        Arguments.of(Cmsghdr.LAYOUT, "cmsg_level", 8),
        Arguments.of(Cmsghdr.LAYOUT, "cmsg_type", 12),
        Arguments.of(SockExtendedErr.LAYOUT, "ee_errno", 0),
        Arguments.of(SockExtendedErr.LAYOUT, "ee_origin", 4),
        Arguments.of(SockExtendedErr.LAYOUT, "ee_type", 5),
        Arguments.of(SockExtendedErr.LAYOUT, "ee_code", 6),
        Arguments.of(SockExtendedErr.LAYOUT, "ee_info", 8),
        Arguments.of(SockExtendedErr.LAYOUT, "ee_data", 12),
        Arguments.of(Pollfd.LAYOUT, "fd", 0),
        Arguments.of(Pollfd.LAYOUT, "events", 4),
        Arguments.of(Pollfd.LAYOUT, "revents", 6),
        Arguments.of(Timespec.LAYOUT, "tv_sec", 0),
        Arguments.of(Timespec.LAYOUT, "tv_nsec", 8),
        Arguments.of(Statx.LAYOUT, "stx_mode", 28),
        Arguments.of(Statx.LAYOUT, "stx_ino", 32),
        Arguments.of(Statx.LAYOUT, "stx_size", 40),
        Arguments.of(Statx.LAYOUT, "stx_times", 64),
        Arguments.of(Statx.LAYOUT, "stx_rdev_major", 128),
        Arguments.of(Statx.LAYOUT, "stx_dev_major", 136),
        Arguments.of(Statx.LAYOUT, "stx_dev_minor", 140),
        Arguments.of(Ucred.LAYOUT, "pid", 0),
        Arguments.of(Ucred.LAYOUT, "uid", 4),
        Arguments.of(Ucred.LAYOUT, "gid", 8),
        Arguments.of(Linger.LAYOUT, "l_onoff", 0),
        Arguments.of(Linger.LAYOUT, "l_linger", 4),
        Arguments.of(Flock.LAYOUT, "l_type", 0),
        Arguments.of(Flock.LAYOUT, "l_whence", 2),
        Arguments.of(Flock.LAYOUT, "l_start", 8),
        Arguments.of(Flock.LAYOUT, "l_len", 16),
        Arguments.of(Flock.LAYOUT, "l_pid", 24),
        Arguments.of(Termios.LAYOUT, "c_lflag", 12),
        Arguments.of(Termios.LAYOUT, "c_line", 16),
        Arguments.of(Termios.LAYOUT, "c_cc", 17),
        Arguments.of(Termios.LAYOUT, "c_ispeed", 52),
        Arguments.of(Termios.LAYOUT, "c_ospeed", 56),
        Arguments.of(SockaddrIn.LAYOUT, "sin_port", 2),
        Arguments.of(SockaddrIn.LAYOUT, "sin_addr", 4),
        Arguments.of(SockaddrIn6.LAYOUT, "sin6_port", 2),
        Arguments.of(SockaddrIn6.LAYOUT, "sin6_flowinfo", 4),
        Arguments.of(SockaddrIn6.LAYOUT, "sin6_addr", 8),
        Arguments.of(SockaddrIn6.LAYOUT, "sin6_scope_id", 24),
        Arguments.of(SockaddrUn.LAYOUT, "sun_family", 0),
        Arguments.of(SockaddrUn.LAYOUT, "sun_path", 2),
        Arguments.of(SockaddrVm.LAYOUT, "svm_family", 0),
        Arguments.of(SockaddrVm.LAYOUT, "svm_port", 4),
        Arguments.of(SockaddrVm.LAYOUT, "svm_cid", 8),
        Arguments.of(SockaddrVm.LAYOUT, "svm_flags", 12),
        Arguments.of(EpollEvent.layout(Architecture.X86_64), "events", 0),
        Arguments.of(EpollEvent.layout(Architecture.X86_64), "data", 4),
        Arguments.of(EpollEvent.layout(Architecture.AARCH64), "events", 0),
        Arguments.of(EpollEvent.layout(Architecture.AARCH64), "data", 8));
  }

  @ParameterizedTest(name = "{1} is at {2}")
  @MethodSource("offsets")
  void offsetIsThatOfTheAbi(MemoryLayout layout, String field, long offset) {
    assertEquals(offset, layout.byteOffset(groupElement(field)));
  }

  @Test
  void controlDataIsAlignedToEightBytes() {
    assertEquals(24, Cmsghdr.space(4));
    assertEquals(24, Cmsghdr.space(8));
    assertEquals(32, Cmsghdr.space(12));
    assertEquals(1032, Cmsghdr.space(253 * 4));
  }
}
