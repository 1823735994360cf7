/*
 * Can io_uring tell readiness for less than epoll? A loop echoes 64 bytes on N connections, one way after the other in short
 * slices, so that a noisy machine disturbs all ways alike. Printed is the median of all slices of a way: processor time
 * (user + system) and wall time for one echo, and the median of the ratios to epoll in the same pass.
 *
 *   cc -O2 -o /tmp/io-uring io-uring.c
 *   /tmp/io-uring [unix|tcp] [self|pair|toggle|churn|accept] [connections] [passes] [ms of a slice]
 *
 * self:   one thread is client and loop: it writes to all N, runs one turn, reads all N. Nothing ever sleeps, so this is the
 *         price of the calls alone, and it repeats well. (The client's two calls an echo are in the figures of every way.)
 * pair:   the client is another process, with a request under way on each connection; the loop sleeps when it has nothing.
 *         The processor time of both is added: a wake-up is partly paid by him who writes.
 * churn:  as self, but each echo has its own connection: made, watched, echoed, silenced, closed.
 * toggle: as self, but a handler changes its interest twice an echo (epoll_ctl, as for back pressure); io_uring changes with the
 *         next turn's call.
 * accept: N connects, accepted in one turn, all closed: accept4 until there is none, or a multishot accept.
 *
 * Raw system calls only. Needs a kernel of 6.1 or later and kernel.io_uring_disabled = 0.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BYTES = 64, MOST = 1024, RING = 1024, BUFFERS = 1024, GROUP = 7 };

#define CHECK(call) check((long) (call), #call, __LINE__)

static long check(long answer, const char *call, int line) {
    if (answer < 0) {
        fprintf(stderr, "line %d: %s: %s\n", line, call, strerror(errno));
        exit(1);
    }
    return answer;
}

/* ---- the ring ------------------------------------------------------------------------------------------------------ */

struct ring {
    int fd, enter_fd;
    unsigned enter_flags;
    _Atomic unsigned *sq_head, *sq_tail, *cq_head, *cq_tail, *sq_flags;
    unsigned sq_mask, cq_mask, pending;
    unsigned *sq_array;
    struct io_uring_sqe *sqes;
    struct io_uring_cqe *cqes;
    void *map;
    size_t map_size, sqes_size;
    struct io_uring_buf_ring *pool;
    char (*blocks)[BYTES];
    unsigned short pool_tail;
    int files; /* whether descriptors are named by their slot */
};

static void ring_open(struct ring *r, unsigned flags, int registered_ring) {
    struct io_uring_params p = {.flags = flags | IORING_SETUP_CQSIZE, .cq_entries = 4 * RING};
    memset(r, 0, sizeof *r);
    r->fd = (int) CHECK(syscall(SYS_io_uring_setup, RING, &p));
    size_t sq = p.sq_off.array + p.sq_entries * sizeof(unsigned);
    size_t cq = p.cq_off.cqes + p.cq_entries * sizeof(struct io_uring_cqe);
    r->map_size = sq > cq ? sq : cq;
    char *m = mmap(0, r->map_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, r->fd, IORING_OFF_SQ_RING);
    CHECK(m == MAP_FAILED ? -1 : 0);
    r->map = m;
    r->sqes_size = p.sq_entries * sizeof(struct io_uring_sqe);
    r->sqes = mmap(0, r->sqes_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, r->fd, IORING_OFF_SQES);
    CHECK(r->sqes == MAP_FAILED ? -1 : 0);
    r->sq_head = (void *) (m + p.sq_off.head);
    r->sq_tail = (void *) (m + p.sq_off.tail);
    r->sq_flags = (void *) (m + p.sq_off.flags);
    r->sq_mask = *(unsigned *) (m + p.sq_off.ring_mask);
    r->sq_array = (void *) (m + p.sq_off.array);
    r->cq_head = (void *) (m + p.cq_off.head);
    r->cq_tail = (void *) (m + p.cq_off.tail);
    r->cq_mask = *(unsigned *) (m + p.cq_off.ring_mask);
    r->cqes = (void *) (m + p.cq_off.cqes);
    r->enter_fd = r->fd;
    if (registered_ring) {
        struct io_uring_rsrc_update u = {.offset = -1U, .data = (unsigned) r->fd};
        CHECK(syscall(SYS_io_uring_register, r->fd, IORING_REGISTER_RING_FDS, &u, 1));
        r->enter_fd = (int) u.offset;
        r->enter_flags = IORING_ENTER_REGISTERED_RING;
    }
}

static void ring_close(struct ring *r) {
    if (r->enter_flags) {
        struct io_uring_rsrc_update u = {.offset = (unsigned) r->enter_fd};
        CHECK(syscall(SYS_io_uring_register, r->fd, IORING_UNREGISTER_RING_FDS, &u, 1));
    }
    munmap(r->sqes, r->sqes_size);
    munmap(r->map, r->map_size);
    if (r->pool) {
        munmap(r->pool, BUFFERS * sizeof(struct io_uring_buf));
        free(r->blocks);
    }
    close(r->fd);
}

static long ring_enter(struct ring *r, unsigned wait) {
    static struct __kernel_timespec second = {.tv_sec = 1};
    struct io_uring_getevents_arg arg = {.ts = (uint64_t) (uintptr_t) &second};
    unsigned submit = r->pending;
    r->pending = 0;
    long done = syscall(SYS_io_uring_enter, r->enter_fd, submit, wait,
                        r->enter_flags | IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG, &arg, sizeof arg);
    if (done < 0 && errno != ETIME && errno != EINTR) {
        CHECK(done);
    }
    return done;
}

static struct io_uring_sqe *ring_next(struct ring *r) {
    unsigned tail = atomic_load_explicit(r->sq_tail, memory_order_relaxed);
    if (tail - atomic_load_explicit(r->sq_head, memory_order_acquire) > r->sq_mask) {
        ring_enter(r, 0);
    }
    struct io_uring_sqe *e = &r->sqes[tail & r->sq_mask];
    memset(e, 0, sizeof *e);
    r->sq_array[tail & r->sq_mask] = tail & r->sq_mask;
    atomic_store_explicit(r->sq_tail, tail + 1, memory_order_release);
    r->pending++;
    return e;
}

static void ring_poll(struct ring *r, int fd, int slot, int multishot) {
    struct io_uring_sqe *e = ring_next(r);
    e->opcode = IORING_OP_POLL_ADD;
    e->fd = fd;
    e->poll32_events = POLLIN | POLLRDHUP;
    e->len = multishot ? IORING_POLL_ADD_MULTI : 0;
    e->flags = r->files ? IOSQE_FIXED_FILE : 0;
    e->user_data = (uint64_t) slot;
}

static void ring_forget(struct ring *r, int slot) {
    struct io_uring_sqe *e = ring_next(r);
    e->opcode = IORING_OP_ASYNC_CANCEL; /* POLL_REMOVE lets one live whose event is on its way (EALREADY) */
    e->fd = -1;
    e->addr = (uint64_t) slot;
    e->user_data = UINT64_MAX;
    e->flags = IOSQE_CQE_SKIP_SUCCESS;
}

static void ring_pool(struct ring *r) {
    r->pool = mmap(0, BUFFERS * sizeof(struct io_uring_buf), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    r->blocks = calloc(BUFFERS, BYTES);
    struct io_uring_buf_reg reg = {.ring_addr = (uint64_t) (uintptr_t) r->pool, .ring_entries = BUFFERS, .bgid = GROUP};
    CHECK(syscall(SYS_io_uring_register, r->fd, IORING_REGISTER_PBUF_RING, &reg, 1));
}

static void ring_give(struct ring *r, unsigned block) {
    struct io_uring_buf *b = &r->pool->bufs[r->pool_tail & (BUFFERS - 1)];
    b->addr = (uint64_t) (uintptr_t) r->blocks[block];
    b->len = BYTES;
    b->bid = (unsigned short) block;
    atomic_store_explicit((_Atomic unsigned short *) &r->pool->tail, ++r->pool_tail, memory_order_release);
}

static void ring_receive(struct ring *r, int fd, int slot) {
    struct io_uring_sqe *e = ring_next(r);
    e->opcode = IORING_OP_RECV;
    e->fd = fd;
    e->ioprio = IORING_RECV_MULTISHOT;
    e->flags = IOSQE_BUFFER_SELECT;
    e->buf_group = GROUP;
    e->user_data = (uint64_t) slot;
}

static void ring_send(struct ring *r, int fd, unsigned block) {
    struct io_uring_sqe *e = ring_next(r);
    e->opcode = IORING_OP_SEND;
    e->fd = fd;
    e->addr = (uint64_t) (uintptr_t) r->blocks[block];
    e->len = BYTES;
    e->msg_flags = MSG_NOSIGNAL;
    e->user_data = (1ULL << 32) | block;
}

/* ---- the ways ------------------------------------------------------------------------------------------------------ */

enum kind { EPOLL, MULTI, ONCE, COMPLETE };

static const struct way {
    const char *name;
    enum kind kind;
    unsigned flags;
    int registered; /* 1: the ring; 2: the descriptors too */
    int verified;   /* whether a change first asks which file the number names, as the contract of keys demands */
} WAYS[] = {
    {"epoll, level-triggered", EPOLL, 0, 0, 0},
    {"uring multishot poll", MULTI, 0, 0, 0},
    {"uring multishot poll, defer", MULTI, IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN, 0, 0},
    {"uring multishot poll, defer, reg. ring", MULTI, IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN, 1, 0},
    {"uring one-shot poll", ONCE, 0, 0, 0},
    {"uring one-shot poll, defer", ONCE, IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN, 0, 0},
    {"uring one-shot poll, defer, reg. ring", ONCE, IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN, 1, 0},
    {"uring one-shot, defer, reg. ring and files", ONCE, IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN, 2, 0},
    {"uring one-shot, defer, reg. ring, verified", ONCE, IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN, 1, 1},
    {"epoll again, for the noise", EPOLL, 0, 0, 0},
    {"uring recv/send completions", COMPLETE, 0, 0, 0},
    {"uring recv/send completions, defer", COMPLETE, IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN, 1, 0},
};
enum { WAY_COUNT = sizeof WAYS / sizeof *WAYS };

struct loop {
    const struct way *way;
    int epoll;
    struct ring ring;
    int fds[MOST];
    int toggle;
};

static void loop_verify(struct loop *l, int fd) {
    struct stat s;
    if (l->way->verified) {
        CHECK(fstat(fd, &s));
    }
}

static void loop_watch(struct loop *l, int slot, int fd) {
    l->fds[slot] = fd;
    loop_verify(l, fd);
    switch (l->way->kind) {
        case EPOLL: {
            struct epoll_event e = {.events = EPOLLIN | EPOLLRDHUP, .data.u32 = (unsigned) slot};
            CHECK(epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &e));
            break;
        }
        case MULTI:
        case ONCE:
            if (l->ring.files) {
                struct io_uring_rsrc_update u = {.offset = (unsigned) slot, .data = (uint64_t) (uintptr_t) &fd};
                CHECK(syscall(SYS_io_uring_register, l->ring.fd, IORING_REGISTER_FILES_UPDATE, &u, 1));
            }
            ring_poll(&l->ring, l->ring.files ? slot : fd, slot, l->way->kind == MULTI);
            break;
        case COMPLETE: ring_receive(&l->ring, fd, slot); break;
    }
}

static void loop_open(struct loop *l, const struct way *way) {
    memset(l, 0, sizeof *l);
    l->way = way;
    if (way->kind == EPOLL) {
        l->epoll = (int) CHECK(epoll_create1(EPOLL_CLOEXEC));
        return;
    }
    ring_open(&l->ring, way->flags, way->registered);
    if (way->registered == 2) {
        static int none[MOST];
        memset(none, -1, sizeof none);
        CHECK(syscall(SYS_io_uring_register, l->ring.fd, IORING_REGISTER_FILES, none, MOST));
        l->ring.files = 1;
    }
    if (way->kind == COMPLETE) {
        ring_pool(&l->ring);
        for (unsigned i = 0; i < BUFFERS; i++) {
            ring_give(&l->ring, i);
        }
    }
}

static void loop_close(struct loop *l) {
    if (l->way->kind == EPOLL) {
        close(l->epoll);
    } else {
        ring_close(&l->ring);
    }
}

/* Answers 1 for an echo, 0 if there was nothing to read after all, -1 if the peer has gone. */
static int echo(int fd) {
    char b[BYTES * 4];
    ssize_t n = recv(fd, b, sizeof b, MSG_DONTWAIT);
    if (n < 0 && errno == EAGAIN) {
        return 0;
    }
    return n > 0 && send(fd, b, (size_t) n, MSG_DONTWAIT | MSG_NOSIGNAL) == n ? 1 : -1;
}

/* One turn: waits, then echoes whatever came. Answers how many echoes, or -1 if a peer has gone. */
static int turn_epoll(struct loop *l) {
    struct epoll_event found[MOST];
    struct timespec second = {.tv_sec = 1};
    int echoes = 0;
    int n = (int) CHECK(syscall(SYS_epoll_pwait2, l->epoll, found, MOST, &second, NULL, 8));
    for (int i = 0; i < n; i++) {
        int slot = (int) found[i].data.u32;
        if (l->toggle) {
            struct epoll_event e = {.events = 0, .data.u32 = (unsigned) slot};
            CHECK(epoll_ctl(l->epoll, EPOLL_CTL_MOD, l->fds[slot], &e));
        }
        int echoed = echo(l->fds[slot]);
        if (echoed < 0) {
            return -1;
        }
        echoes += echoed;
        if (l->toggle) {
            struct epoll_event e = {.events = EPOLLIN | EPOLLRDHUP, .data.u32 = (unsigned) slot};
            CHECK(epoll_ctl(l->epoll, EPOLL_CTL_MOD, l->fds[slot], &e));
        }
    }
    return echoes;
}

static int turn_ring(struct loop *l) {
    struct ring *r = &l->ring;
    unsigned head = atomic_load_explicit(r->cq_head, memory_order_relaxed);
    if (head == atomic_load_explicit(r->cq_tail, memory_order_acquire) || r->pending) {
        ring_enter(r, 1);
    }
    unsigned tail = atomic_load_explicit(r->cq_tail, memory_order_acquire);
    int echoes = 0;
    for (; head != tail; head++) {
        struct io_uring_cqe c = r->cqes[head & r->cq_mask];
        atomic_store_explicit(r->cq_head, head + 1, memory_order_release);
        if (c.user_data == UINT64_MAX || c.res == -ECANCELED) {
            continue;
        }
        if (l->way->kind == COMPLETE) {
            if (c.user_data >> 32) {
                ring_give(r, (unsigned) c.user_data);
                continue;
            }
            int slot = (int) c.user_data;
            if (c.res <= 0 && c.res != -ENOBUFS) {
                return -1;
            }
            if (c.res > 0) {
                ring_send(r, l->fds[slot], c.flags >> IORING_CQE_BUFFER_SHIFT);
                echoes++;
            }
            if (!(c.flags & IORING_CQE_F_MORE)) {
                ring_receive(r, l->fds[slot], slot);
            }
            continue;
        }
        int slot = (int) c.user_data;
        if (l->toggle) {
            loop_verify(l, l->fds[slot]);
        }
        int echoed = echo(l->fds[slot]);
        if (echoed < 0) {
            return -1;
        }
        echoes += echoed;
        if (l->toggle) {
            loop_verify(l, l->fds[slot]);
        }
        if (l->toggle && l->way->kind == MULTI) {
            ring_forget(r, slot);
            ring_poll(r, r->files ? slot : l->fds[slot], slot, 1);
        } else if (!(c.flags & IORING_CQE_F_MORE)) {
            ring_poll(r, r->files ? slot : l->fds[slot], slot, l->way->kind == MULTI);
        }
    }
    return echoes;
}

static int turn(struct loop *l) {
    return l->way->kind == EPOLL ? turn_epoll(l) : turn_ring(l);
}

/* ---- connections and clocks ---------------------------------------------------------------------------------------- */

static int listener = -1;
static struct sockaddr_in listening;

static void connection(int tcp, int ends[2]) {
    if (!tcp) {
        CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends));
        return;
    }
    if (listener < 0) {
        listener = (int) CHECK(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        listening.sin_family = AF_INET;
        listening.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof listening;
        CHECK(bind(listener, (void *) &listening, size));
        CHECK(listen(listener, MOST));
        CHECK(getsockname(listener, (void *) &listening, &size));
    }
    int one = 1;
    ends[0] = (int) CHECK(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    CHECK(connect(ends[0], (void *) &listening, sizeof listening));
    ends[1] = (int) CHECK(accept4(listener, NULL, NULL, SOCK_CLOEXEC));
    for (int i = 0; i < 2; i++) {
        struct linger reset = {1, 0}; /* leaves no port behind in TIME_WAIT */
        CHECK(setsockopt(ends[i], IPPROTO_TCP, TCP_NODELAY, &one, sizeof one));
        CHECK(setsockopt(ends[i], SOL_SOCKET, SO_LINGER, &reset, sizeof reset));
    }
}

static double seconds(struct timeval t) { return (double) t.tv_sec + (double) t.tv_usec * 1e-6; }

static double cpu(int who) {
    if (who == RUSAGE_SELF) {
        struct timespec t;
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
        return (double) t.tv_sec + (double) t.tv_nsec * 1e-9;
    }
    struct rusage u;
    getrusage(who, &u);
    return seconds(u.ru_utime) + seconds(u.ru_stime);
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double) t.tv_sec + (double) t.tv_nsec * 1e-9;
}

struct figures { double cpu, wall; };

/* ---- the shapes ---------------------------------------------------------------------------------------------------- */

static struct figures slice_self(const struct way *way, int tcp, int n, double length, int toggle) {
    static struct loop l;
    int clients[MOST];
    char b[BYTES] = "ping";
    loop_open(&l, way);
    l.toggle = toggle;
    for (int i = 0; i < n; i++) {
        int ends[2];
        connection(tcp, ends);
        clients[i] = ends[0];
        loop_watch(&l, i, ends[1]);
    }
    long echoes = 0;
    double c0 = 0, t0 = 0, t;
    for (int warm = 0; warm < 2; warm++) {
        echoes = 0;
        c0 = cpu(RUSAGE_SELF);
        t0 = now();
        do {
            for (int i = 0; i < n; i++) {
                CHECK(send(clients[i], b, BYTES, 0));
            }
            for (int done = 0; done < n;) {
                int k = turn(&l);
                CHECK(k);
                done += k;
            }
            if (way->kind == COMPLETE) {
                ring_enter(&l.ring, 0); /* the sends of this turn */
            }
            for (int i = 0; i < n; i++) {
                CHECK(recv(clients[i], b, BYTES, 0));
            }
            echoes += n;
            t = now();
        } while (t - t0 < (warm ? length : length / 5));
    }
    struct figures f = {(cpu(RUSAGE_SELF) - c0) / (double) echoes, (t - t0) / (double) echoes};
    for (int i = 0; i < n; i++) {
        close(clients[i]);
        close(l.fds[i]);
    }
    loop_close(&l);
    return f;
}

static struct figures slice_churn(const struct way *way, int tcp, int n, double length) {
    static struct loop l;
    int clients[MOST];
    char b[BYTES] = "ping";
    loop_open(&l, way);
    long echoes = 0;
    double c0 = cpu(RUSAGE_SELF), t0 = now(), t;
    do {
        for (int i = 0; i < n; i++) {
            int ends[2];
            connection(tcp, ends);
            clients[i] = ends[0];
            loop_watch(&l, i, ends[1]);
            CHECK(send(clients[i], b, BYTES, 0));
        }
        for (int done = 0; done < n;) {
            int k = turn(&l);
            CHECK(k);
            done += k;
        }
        for (int i = 0; i < n; i++) {
            CHECK(recv(clients[i], b, BYTES, 0));
            int fd = l.fds[i];
            if (way->kind == EPOLL) {
                CHECK(epoll_ctl(l.epoll, EPOLL_CTL_DEL, fd, NULL));
            } else {
                ring_forget(&l.ring, i);
            }
        }
        if (way->kind != EPOLL) {
            ring_enter(&l.ring, 0); /* before the numbers are free for others */
            atomic_store_explicit(l.ring.cq_head, atomic_load_explicit(l.ring.cq_tail, memory_order_acquire), memory_order_release);
        }
        for (int i = 0; i < n; i++) {
            close(l.fds[i]);
            close(clients[i]);
        }
        echoes += n;
        t = now();
    } while (t - t0 < length);
    struct figures f = {(cpu(RUSAGE_SELF) - c0) / (double) echoes, (t - t0) / (double) echoes};
    loop_close(&l);
    return f;
}

static struct figures slice_accept(const struct way *way, int tcp, int n, double length) {
    static struct loop l;
    static struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "\0io-uring-accept"};
    int clients[MOST], accepted[MOST], door, ends[2];
    struct sockaddr *where = (void *) &name;
    socklen_t size = sizeof name;
    struct linger reset = {1, 0};
    if (tcp) {
        connection(1, ends); /* makes the listener */
        close(ends[0]);
        close(ends[1]);
        door = listener;
        where = (void *) &listening;
        size = sizeof listening;
    } else {
        door = (int) CHECK(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        CHECK(bind(door, where, size));
        CHECK(listen(door, MOST));
    }
    CHECK(fcntl(door, F_SETFL, O_NONBLOCK));
    loop_open(&l, way);
    if (way->kind == EPOLL) {
        loop_watch(&l, 0, door);
    }
    int armed = 0;
    long echoes = 0;
    double c0 = cpu(RUSAGE_SELF), t0 = now(), t;
    do {
        for (int i = 0; i < n; i++) {
            clients[i] = (int) CHECK(socket(tcp ? AF_INET : AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
            if (tcp) {
                CHECK(setsockopt(clients[i], SOL_SOCKET, SO_LINGER, &reset, sizeof reset));
            }
            CHECK(connect(clients[i], where, size));
        }
        for (int done = 0; done < n;) {
            if (way->kind == EPOLL) {
                struct epoll_event found;
                struct timespec second = {.tv_sec = 1};
                CHECK(syscall(SYS_epoll_pwait2, l.epoll, &found, 1, &second, NULL, 8));
                int fd;
                while ((fd = accept4(door, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0) {
                    accepted[done++] = fd;
                }
                continue;
            }
            struct ring *r = &l.ring;
            if (!armed) {
                struct io_uring_sqe *e = ring_next(r);
                e->opcode = IORING_OP_ACCEPT;
                e->fd = door;
                e->ioprio = IORING_ACCEPT_MULTISHOT;
                e->accept_flags = SOCK_CLOEXEC | SOCK_NONBLOCK;
                armed = 1;
            }
            ring_enter(r, 1);
            unsigned tail = atomic_load_explicit(r->cq_tail, memory_order_acquire);
            for (unsigned head = atomic_load_explicit(r->cq_head, memory_order_relaxed); head != tail; head++) {
                struct io_uring_cqe c = r->cqes[head & r->cq_mask];
                atomic_store_explicit(r->cq_head, head + 1, memory_order_release);
                armed = (c.flags & IORING_CQE_F_MORE) != 0;
                if (c.res >= 0) {
                    accepted[done++] = c.res;
                }
            }
        }
        for (int i = 0; i < n; i++) {
            close(clients[i]);
            close(accepted[i]);
        }
        echoes += n;
        t = now();
    } while (t - t0 < length);
    struct figures f = {(cpu(RUSAGE_SELF) - c0) / (double) echoes, (t - t0) / (double) echoes};
    if (armed) { /* closing the ring is not enough: for some milliseconds it would go on taking clients */
        ring_forget(&l.ring, 0);
        ring_enter(&l.ring, 1);
    }
    loop_close(&l);
    if (tcp) {
        CHECK(fcntl(door, F_SETFL, 0));
    } else {
        close(door);
        static int turn_of_name;
        snprintf(name.sun_path + 1, sizeof name.sun_path - 1, "io-uring-accept-%d", ++turn_of_name);
    }
    return f;
}

static void client(const int *fds, int n, double length, int report) {
    char b[BYTES] = "ping";
    struct epoll_event found[MOST];
    int e = (int) CHECK(epoll_create1(0));
    for (int i = 0; i < n; i++) {
        struct epoll_event w = {.events = EPOLLIN, .data.fd = fds[i]};
        CHECK(epoll_ctl(e, EPOLL_CTL_ADD, fds[i], &w));
        CHECK(send(fds[i], b, BYTES, MSG_NOSIGNAL));
    }
    long echoes = 0;
    double t0 = now(), t;
    do {
        int k = (int) CHECK(epoll_wait(e, found, MOST, 1000));
        for (int i = 0; i < k; i++) {
            CHECK(recv(found[i].data.fd, b, BYTES, 0));
            CHECK(send(found[i].data.fd, b, BYTES, MSG_NOSIGNAL));
            echoes++;
        }
        t = now();
    } while (t - t0 < length);
    double out[2] = {(double) echoes, t - t0};
    CHECK(write(report, out, sizeof out));
    _exit(0);
}

static struct figures slice_pair(const struct way *way, int tcp, int n, double length) {
    int clients[MOST], servers[MOST], report[2];
    CHECK(pipe(report));
    for (int i = 0; i < n; i++) {
        int ends[2];
        connection(tcp, ends);
        clients[i] = ends[0];
        servers[i] = ends[1];
    }
    double before = cpu(RUSAGE_CHILDREN);
    fflush(stdout);
    pid_t loop = (pid_t) CHECK(fork());
    if (loop == 0) {
        static struct loop l;
        for (int i = 0; i < n; i++) {
            close(clients[i]);
        }
        loop_open(&l, way);
        for (int i = 0; i < n; i++) {
            loop_watch(&l, i, servers[i]);
        }
        while (turn(&l) >= 0) {
        }
        _exit(0);
    }
    pid_t other = (pid_t) CHECK(fork());
    if (other == 0) {
        for (int i = 0; i < n; i++) {
            close(servers[i]);
        }
        client(clients, n, length, report[1]);
    }
    for (int i = 0; i < n; i++) {
        close(clients[i]);
        close(servers[i]);
    }
    double in[2];
    CHECK(read(report[0], in, sizeof in));
    CHECK(waitpid(other, NULL, 0));
    CHECK(waitpid(loop, NULL, 0));
    close(report[0]);
    close(report[1]);
    struct figures f = {(cpu(RUSAGE_CHILDREN) - before) / in[0], in[1] / in[0]};
    return f;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *) a, y = *(const double *) b;
    return x < y ? -1 : x > y;
}

static double median(const double *all, int n) {
    double sorted[1024];
    memcpy(sorted, all, sizeof(double) * (size_t) n);
    qsort(sorted, (size_t) n, sizeof(double), by_size);
    return n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

/* Completions know no interest; accepting differs by the flags of the ring only. */
static int takes_part(const struct way *way, const char *shape) {
    if (!strcmp(shape, "accept")) {
        return way->kind == EPOLL || way->kind == MULTI;
    }
    return (strcmp(shape, "churn") && strcmp(shape, "toggle")) || way->kind != COMPLETE;
}

int main(int argc, char **argv) {
    int tcp = argc > 1 && !strcmp(argv[1], "tcp");
    const char *shape = argc > 2 ? argv[2] : "self";
    int n = argc > 3 ? atoi(argv[3]) : 16, passes = argc > 4 ? atoi(argv[4]) : 15;
    double length = (argc > 5 ? atof(argv[5]) : 60) / 1000;
    static double cpus[WAY_COUNT][1024], walls[WAY_COUNT][1024], ratios[WAY_COUNT][1024], wall_ratios[WAY_COUNT][1024];
    signal(SIGPIPE, SIG_IGN);
    setrlimit(RLIMIT_NOFILE, &(struct rlimit) {4096, 4096});
    for (int pass = 0; pass < passes; pass++) {
        for (int i = 0; i < WAY_COUNT; i++) {
            int w = (i + pass) % WAY_COUNT; /* nobody always follows the same neighbour's start */
            const struct way *way = &WAYS[w];
            if (!takes_part(way, shape)) {
                continue;
            }
            struct figures f = !strcmp(shape, "pair") ? slice_pair(way, tcp, n, length)
                    : !strcmp(shape, "churn")         ? slice_churn(way, tcp, n, length)
                    : !strcmp(shape, "accept")        ? slice_accept(way, tcp, n, length)
                                                      : slice_self(way, tcp, n, length, !strcmp(shape, "toggle"));
            cpus[w][pass] = f.cpu * 1e6;
            walls[w][pass] = f.wall * 1e6;
        }
        for (int w = 0; w < WAY_COUNT; w++) {
            ratios[w][pass] = cpus[w][pass] / cpus[0][pass];
            wall_ratios[w][pass] = walls[w][pass] / walls[0][pass];
        }
    }
    printf("%s %s, %d connections, %d passes of %.0f ms: us an echo\n", tcp ? "tcp" : "unix", shape, n, passes, length * 1000);
    for (int w = 0; w < WAY_COUNT; w++) {
        if (median(cpus[w], passes) > 0) {
            printf("  %-43s cpu %7.2f  %5.2f of epoll   wall %7.2f  %5.2f\n", WAYS[w].name, median(cpus[w], passes),
                   median(ratios[w], passes), median(walls[w], passes), median(wall_ratios[w], passes));
        }
    }
    return 0;
}
