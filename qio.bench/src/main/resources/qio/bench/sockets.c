/*
 * The scenarios of qio.bench in plain C. What a JVM can reach at best.
 *
 *   sockets round_trip|stream|descriptor_pass|accept tcp|unix CONNECTIONS SIZE MILLISECONDS blocking|loop|polling
 *
 * blocking: a thread for each end. loop: round trips only, one thread with epoll for all clients and one for all servers;
 * polling: the same, but they never sleep.
 *
 * prints the nanoseconds of an operation: a round trip, a KiB, a descriptor, a connection.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { STRIDE = 512, VOLUME = 64 << 20, PASS_BURST = 64, SUM = 8, EVENTS = 1024 };

static int size, burst, reply, descriptors, tcp, listener, passed, polling;
static int64_t expected;
static volatile int over;
static struct sockaddr_storage address;
static socklen_t address_length;

struct end {
  int fd;
  long times;
  pthread_t thread;
};

static void die(const char *what) {
  fprintf(stderr, "%s: %s\n", what, strerror(errno));
  exit(1);
}

static void fill(unsigned char *message, int length) {
  for (int i = 0; i < length; i++) {
    message[i] = (unsigned char)(i + i / STRIDE * 31 + 7);
  }
}

static int64_t sum_of(const unsigned char *message, int length) {
  int64_t sum = 0;
  for (int i = 0; i < length; i += STRIDE) {
    sum += message[i];
  }
  return sum;
}

static void send_all(int fd, const void *bytes, int length) {
  for (int done = 0; done < length;) {
    ssize_t n = send(fd, (const char *)bytes + done, length - done, MSG_NOSIGNAL);
    if (n < 0) {
      die("send");
    }
    done += n;
  }
}

/* 0 at the end of the stream. */
static int receive_fully(int fd, void *bytes, int length) {
  for (int done = 0; done < length;) {
    ssize_t n = recv(fd, (char *)bytes + done, length - done, 0);
    if (n < 0) {
      die("recv");
    }
    if (n == 0) {
      return 0;
    }
    done += n;
  }
  return 1;
}

static void send_descriptor(int fd, void *byte) {
  char control[CMSG_SPACE(sizeof(int))] = {0};
  struct iovec vector = {byte, 1};
  struct msghdr header = {
      .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  struct cmsghdr *message = CMSG_FIRSTHDR(&header);
  message->cmsg_level = SOL_SOCKET;
  message->cmsg_type = SCM_RIGHTS;
  message->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(message), &passed, sizeof(int));
  if (sendmsg(fd, &header, MSG_NOSIGNAL) != 1) {
    die("sendmsg");
  }
}

/* -1 at the end of the stream. */
static int receive_descriptor(int fd, void *byte) {
  char control[CMSG_SPACE(sizeof(int))];
  struct iovec vector = {byte, 1};
  struct msghdr header = {
      .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  ssize_t n = recvmsg(fd, &header, MSG_CMSG_CLOEXEC);
  if (n < 0) {
    die("recvmsg");
  }
  if (n == 0) {
    return -1;
  }
  struct cmsghdr *message = CMSG_FIRSTHDR(&header);
  if (message == NULL || message->cmsg_type != SCM_RIGHTS) {
    return 0;
  }
  int received;
  memcpy(&received, CMSG_DATA(message), sizeof(int));
  close(received);
  return 1;
}

static void *ask(void *argument) {
  struct end *end = argument;
  unsigned char *message = malloc(size), *answer = malloc(reply);
  fill(message, size);
  do {
    for (int i = 0; i < burst; i++) {
      if (descriptors) {
        send_descriptor(end->fd, message);
      } else {
        send_all(end->fd, message, size);
      }
    }
    int64_t sum;
    if (!receive_fully(end->fd, answer, reply)) {
      die("the server went away");
    }
    memcpy(&sum, answer, SUM);
    if (sum != expected) {
      die("wrong sum");
    }
    end->times++;
  } while (!over);
  close(end->fd);
  free(message);
  free(answer);
  return NULL;
}

static void *serve(void *argument) {
  struct end *end = argument;
  unsigned char *message = malloc(size), *answer = malloc(reply);
  fill(answer, reply);
  for (;;) {
    int64_t sum = 0;
    for (int i = 0; i < burst; i++) {
      if (descriptors) {
        int arrived = receive_descriptor(end->fd, message);
        if (arrived < 0) {
          goto end;
        }
        sum += arrived;
      } else {
        if (!receive_fully(end->fd, message, size)) {
          goto end;
        }
        sum += sum_of(message, size);
      }
    }
    memcpy(answer, &sum, SUM);
    send_all(end->fd, answer, reply);
  }
end:
  close(end->fd);
  free(message);
  free(answer);
  return NULL;
}

static void no_delay(int fd) {
  int on = 1;
  if (tcp && setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) < 0) {
    die("setsockopt");
  }
}

static int open_client(void) {
  int fd = socket(tcp ? AF_INET : AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || connect(fd, (struct sockaddr *)&address, address_length) < 0) {
    die("connect");
  }
  no_delay(fd);
  return fd;
}

static int accept_client(void) {
  int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
  if (fd < 0) {
    die("accept");
  }
  no_delay(fd);
  return fd;
}

static void open_listener(void) {
  if (tcp) {
    struct sockaddr_in *in = (struct sockaddr_in *)&address;
    in->sin_family = AF_INET;
    in->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address_length = sizeof *in;
  } else {
    struct sockaddr_un *un = (struct sockaddr_un *)&address;
    un->sun_family = AF_UNIX;
    snprintf(un->sun_path, sizeof un->sun_path, "/tmp/qio-bench-c-%d.sock", getpid());
    address_length = sizeof *un;
  }
  listener = socket(tcp ? AF_INET : AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, address_length) < 0
      || listen(listener, 1024) < 0) {
    die("listen");
  }
  if (tcp) {
    getsockname(listener, (struct sockaddr *)&address, &address_length);
  }
}

static void *keep_door(void *argument) {
  (void)argument;
  for (;;) { /* ends with the process */
    close(accept_client());
  }
}

static void *visit(void *argument) {
  struct end *end = argument;
  char nothing;
  do {
    int fd = open_client();
    if (receive_fully(fd, &nothing, 1)) {
      die("the server sent something");
    }
    close(fd);
    end->times++;
  } while (!over);
  return NULL;
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

/* ---- loops: one thread for all clients and one for all servers ---- */

struct post {
  int fd, done;
  unsigned char *bytes;
};

struct loop {
  int epoll, asking;
  long times;
  pthread_t thread;
};

static void watch(struct loop *loop, int fd) {
  struct post *post = calloc(1, sizeof *post);
  post->fd = fd;
  post->bytes = malloc(size);
  fill(post->bytes, size);
  struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = post}};
  if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0 || epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event) < 0) {
    die("epoll_ctl");
  }
  if (loop->asking) {
    send_all(fd, post->bytes, size);
  }
}

/* One message has room in every buffer, so nobody waits to send. 0 at the end of the stream. */
static int turn(struct loop *loop, struct post *post) {
  ssize_t n = recv(post->fd, post->bytes + post->done, size - post->done, 0);
  if (n < 0 && errno == EAGAIN) {
    return 1;
  }
  if (n < 0 && errno != ECONNRESET) {
    die("recv");
  }
  if (n <= 0) {
    return 0;
  }
  post->done += n;
  if (post->done < size) {
    return 1;
  }
  post->done = 0;
  int64_t sum;
  if (!loop->asking) {
    sum = sum_of(post->bytes, size);
    memcpy(post->bytes, &sum, SUM);
  } else {
    memcpy(&sum, post->bytes, SUM);
    if (sum != expected) {
      die("wrong sum");
    }
    loop->times++;
    fill(post->bytes, SUM);
  }
  send_all(post->fd, post->bytes, size);
  return 1;
}

static void *run_loop(void *argument) {
  struct loop *loop = argument;
  struct epoll_event events[EVENTS];
  for (;;) {
    int n = epoll_wait(loop->epoll, events, EVENTS, polling ? 0 : -1);
    if (n < 0) {
      die("epoll_wait");
    }
    for (int i = 0; i < n; i++) {
      if (!turn(loop, events[i].data.ptr)) {
        die("an end went away");
      }
    }
  }
  return NULL;
}

/* Nanoseconds of a round trip. The loops end with the process. */
static double play_on_loops(int connections, long millis) {
  static struct loop clients = {.asking = 1}, servers = {.asking = 0};
  clients.epoll = epoll_create1(EPOLL_CLOEXEC);
  servers.epoll = epoll_create1(EPOLL_CLOEXEC);
  for (int i = 0; i < connections; i++) {
    int client = open_client();
    watch(&servers, accept_client());
    watch(&clients, client);
  }
  double begin = seconds();
  pthread_create(&servers.thread, NULL, run_loop, &servers);
  pthread_create(&clients.thread, NULL, run_loop, &clients);
  long done;
  do {
    usleep(millis * 1000);
    done = __atomic_load_n(&clients.times, __ATOMIC_RELAXED);
  } while (done == 0);
  return (seconds() - begin) * 1e9 / done;
}

int main(int count, char **arguments) {
  if (count != 7) {
    fprintf(stderr, "usage: sockets SCENARIO tcp|unix CONNECTIONS SIZE MILLISECONDS blocking|loop|polling\n");
    return 2;
  }
  const char *scenario = arguments[1];
  tcp = strcmp(arguments[2], "tcp") == 0;
  int connections = atoi(arguments[3]);
  size = atoi(arguments[4]);
  long millis = atol(arguments[5]);
  int blocking = strcmp(arguments[6], "blocking") == 0;
  polling = strcmp(arguments[6], "polling") == 0;
  double operations = 1; /* of one burst */
  burst = 1;
  reply = SUM;
  if (strcmp(scenario, "round_trip") == 0) {
    reply = size;
  } else if (strcmp(scenario, "stream") == 0) {
    burst = VOLUME / connections / size;
    operations = (double)burst * size / 1024;
  } else if (strcmp(scenario, "descriptor_pass") == 0) {
    descriptors = 1;
    burst = PASS_BURST;
    operations = burst;
    passed = open("/dev/null", O_RDONLY | O_CLOEXEC);
  }
  int accepting = strcmp(scenario, "accept") == 0;
  if (!accepting) {
    unsigned char *message = malloc(size);
    fill(message, size);
    expected = burst * (descriptors ? 1 : sum_of(message, size));
    free(message);
  }
  open_listener();
  if (!blocking) {
    printf("%.3f\n", play_on_loops(connections, millis));
    return 0;
  }
  struct end *clients = calloc(connections, sizeof *clients), *servers = calloc(connections, sizeof *servers);
  for (int i = 0; !accepting && i < connections; i++) {
    clients[i].fd = open_client();
    servers[i].fd = accept_client();
  }
  double begin = seconds();
  for (int i = 0; i < connections; i++) {
    pthread_create(&servers[i].thread, NULL, accepting ? keep_door : serve, &servers[i]);
    pthread_create(&clients[i].thread, NULL, accepting ? visit : ask, &clients[i]);
  }
  usleep(millis * 1000);
  over = 1;
  double done = 0;
  for (int i = 0; i < connections; i++) {
    pthread_join(clients[i].thread, NULL);
    done += clients[i].times * operations;
  }
  double end = seconds();
  for (int i = 0; !accepting && i < connections; i++) {
    pthread_join(servers[i].thread, NULL);
  }
  if (!tcp) {
    unlink(((struct sockaddr_un *)&address)->sun_path);
  }
  printf("%.3f\n", (end - begin) * 1e9 / done);
  return 0;
}
