package org.patchwright.server;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;

/** Asks the warm process at an address, and starts one where there is none. */
public final class Client {

  /** Starts a process that will listen at an address. */
  public interface Starter {
    void start(Address address) throws IOException;
  }

  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Address address;
  private final Starter starter;
  private final Duration patience;

  /**
   * @param patience how long a started process may take until it listens
   */
  public Client(Address address, Starter starter, Duration patience) {
    this.address = address;
    this.starter = starter;
    this.patience = patience;
  }

  /**
   * What the warm process answers.
   *
   * @return empty if none answers: nothing was printed yet, and the caller can do the work itself
   */
  public Optional<Answer> ask(Request request) throws IOException {
    Optional<SocketChannel> channel = connected();
    if (channel.isEmpty()) {
      starter.start(address);
      channel = awaited();
    }
    if (channel.isEmpty()) {
      return Optional.empty();
    }
    try (SocketChannel open = channel.get()) {
      request.writeTo(new DataOutputStream(Channels.newOutputStream(open)));
      return Optional.of(Answer.readFrom(new DataInputStream(Channels.newInputStream(open))));
    } catch (IOException ended) {
      // It was stopped, or killed, before it had answered.
      return Optional.empty();
    }
  }

  private Optional<SocketChannel> awaited() throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    Optional<SocketChannel> channel = connected();
    while (channel.isEmpty() && System.nanoTime() < end) {
      try {
        Thread.sleep(PAUSE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
      channel = connected();
    }
    return channel;
  }

  private Optional<SocketChannel> connected() throws IOException {
    Path socket = address.socket();
    Optional<Object> before = identity(socket);
    if (before.isEmpty()) {
      return Optional.empty();
    }
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return Optional.of(channel);
    } catch (IOException nobodyListens) {
      channel.close();
      // What a killed process left; if another has taken the place by now, it stays.
      if (before.equals(identity(socket))) {
        Files.deleteIfExists(socket);
      }
      return Optional.empty();
    }
  }

  static Optional<Object> identity(Path file) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return Optional.of(attributes.fileKey() + " " + attributes.creationTime());
    } catch (IOException none) {
      return Optional.empty();
    }
  }
}
