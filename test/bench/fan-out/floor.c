/*
 * The least that an SFU must do for each packet that it forwards: seal it with AES-GCM for its
 * receiver, and hand it to the kernel. Sends one packet after another to N sockets on loopback at a
 * fixed rate, as a source of the same rate would make an SFU do; a child process takes them off the
 * sockets. Prints what it cost as JSON.
 *
 * Arguments: key bits (128 or 256), receivers, bytes of an RTP packet, packets a second from the
 * source, packets in all from the source.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RTP_HEADER = 12, TAG = 16, NONCE = 12, MAX_RECEIVERS = 1024, MAX_PACKET = 1400 };

static void check(int good, const char *what) {
  if (good) return;
  perror(what);
  exit(1);
}

/* Counts what arrives, until the parent closes its end of the pipe and the sockets are empty. */
static long drain(const int *sockets, int receivers, int until) {
  struct epoll_event event = {.events = EPOLLIN}, events[64];
  char packet[2048];
  long received = 0;
  int epoll = epoll_create1(0), open = 1;
  for (int i = 0; i < receivers; i++) {
    event.data.fd = sockets[i];
    check(epoll_ctl(epoll, EPOLL_CTL_ADD, sockets[i], &event) == 0, "epoll_ctl");
  }
  event.data.fd = until;
  check(epoll_ctl(epoll, EPOLL_CTL_ADD, until, &event) == 0, "epoll_ctl");
  for (;;) {
    int ready = epoll_wait(epoll, events, 64, open ? -1 : 100);
    if (ready == 0) return received;
    for (int i = 0; i < ready; i++) {
      if (events[i].data.fd == until) {
        open = 0;
        epoll_ctl(epoll, EPOLL_CTL_DEL, until, NULL);
        continue;
      }
      while (recv(events[i].data.fd, packet, sizeof packet, MSG_DONTWAIT) > 0) received++;
    }
  }
}

static double seconds(struct timeval time) {
  return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

int main(int argc, char **argv) {
  check(argc == 6, "usage: floor KEY_BITS RECEIVERS BYTES RATE PACKETS");
  int bits = atoi(argv[1]), receivers = atoi(argv[2]), bytes = atoi(argv[3]), rate = atoi(argv[4]);
  int packets = atoi(argv[5]);
  check(receivers > 0 && receivers <= MAX_RECEIVERS && bytes > RTP_HEADER && bytes <= MAX_PACKET, "bounds");

  int sockets[MAX_RECEIVERS], buffer = 4 << 20;
  struct sockaddr_in addresses[MAX_RECEIVERS];
  for (int i = 0; i < receivers; i++) {
    socklen_t length = sizeof addresses[i];
    memset(&addresses[i], 0, sizeof addresses[i]);
    addresses[i].sin_family = AF_INET;
    addresses[i].sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockets[i] = socket(AF_INET, SOCK_DGRAM, 0);
    check(sockets[i] >= 0, "socket");
    setsockopt(sockets[i], SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
    check(bind(sockets[i], (struct sockaddr *)&addresses[i], length) == 0, "bind");
    check(getsockname(sockets[i], (struct sockaddr *)&addresses[i], &length) == 0, "getsockname");
  }

  int stop[2], result[2];
  check(pipe(stop) == 0 && pipe(result) == 0, "pipe");
  pid_t child = fork();
  check(child >= 0, "fork");
  if (child == 0) {
    close(stop[1]);
    long received = drain(sockets, receivers, stop[0]);
    check(write(result[1], &received, sizeof received) == sizeof received, "write");
    _exit(0);
  }
  close(stop[0]);

  unsigned char key[32] = {1}, nonce[NONCE] = {0}, plain[MAX_PACKET] = {0x80, 0x65}, sealed[MAX_PACKET + TAG];
  EVP_CIPHER_CTX *sessions[MAX_RECEIVERS];
  for (int i = 0; i < receivers; i++) {
    key[1] = (unsigned char)i;
    sessions[i] = EVP_CIPHER_CTX_new();
    check(EVP_EncryptInit_ex(sessions[i], bits == 256 ? EVP_aes_256_gcm() : EVP_aes_128_gcm(), NULL, key, NULL),
          "EVP_EncryptInit_ex");
  }
  int out = socket(AF_INET, SOCK_DGRAM, 0);
  check(out >= 0, "socket");
  setsockopt(out, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);

  struct rusage before, after;
  struct timespec next;
  getrusage(RUSAGE_SELF, &before);
  clock_gettime(CLOCK_MONOTONIC, &next);
  for (int n = 0; n < packets; n++) {
    memcpy(nonce + 8, &n, sizeof n);
    for (int i = 0; i < receivers; i++) {
      int length;
      memcpy(sealed, plain, RTP_HEADER);
      EVP_EncryptInit_ex(sessions[i], NULL, NULL, NULL, nonce);
      EVP_EncryptUpdate(sessions[i], NULL, &length, sealed, RTP_HEADER);
      EVP_EncryptUpdate(sessions[i], sealed + RTP_HEADER, &length, plain + RTP_HEADER, bytes - RTP_HEADER);
      EVP_EncryptFinal_ex(sessions[i], sealed + RTP_HEADER + length, &length);
      EVP_CIPHER_CTX_ctrl(sessions[i], EVP_CTRL_GCM_GET_TAG, TAG, sealed + bytes);
      ssize_t sent = sendto(out, sealed, (size_t)bytes + TAG, 0, (struct sockaddr *)&addresses[i], sizeof addresses[i]);
      check(sent == bytes + TAG, "sendto");
    }
    next.tv_nsec += 1000000000 / rate;
    if (next.tv_nsec >= 1000000000) {
      next.tv_nsec -= 1000000000;
      next.tv_sec++;
    }
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL) == EINTR) continue;
  }
  getrusage(RUSAGE_SELF, &after);

  long received = 0;
  close(stop[1]);
  check(read(result[0], &received, sizeof received) == sizeof received, "read");
  waitpid(child, NULL, 0);
  double cpu = seconds(after.ru_utime) - seconds(before.ru_utime) + seconds(after.ru_stime) - seconds(before.ru_stime);
  printf("{\"sent\":%ld,\"received\":%ld,\"cpuSeconds\":%.6f}\n", (long)packets * receivers, received, cpu);
  return 0;
}
