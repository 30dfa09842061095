package org.patchwright.server;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Answers requests at an address until nobody asks any more. */
public final class Server {

  private Server() {}

  /**
   * Listens until no request has come for some time, or until the socket is gone.
   *
   * @param answer called from several threads
   * @param idle how long to wait for the next request
   * @param threads how many requests are answered at once
   * @return false if another process listens there already
   */
  public static boolean serve(
      Address address, Function<Request, Answer> answer, Duration idle, int threads)
      throws IOException {
    Path socket = address.socket();
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      try {
        server.bind(UnixDomainSocketAddress.of(socket));
      } catch (BindException taken) {
        return false;
      }
      Optional<Object> own = Client.identity(socket);
      Runnable clean = () -> removeOwn(socket, own);
      Thread atExit = new Thread(clean);
      Runtime.getRuntime().addShutdownHook(atExit);
      try {
        listen(server, socket, own, answer, idle, threads);
      } finally {
        clean.run();
        Runtime.getRuntime().removeShutdownHook(atExit);
      }
      return true;
    }
  }

  private static void removeOwn(Path socket, Optional<Object> own) {
    if (own.isPresent() && own.equals(Client.identity(socket))) {
      try {
        Files.deleteIfExists(socket);
      } catch (IOException nextClientDoes) {
        return;
      }
    }
  }

  private static void listen(
      ServerSocketChannel server,
      Path socket,
      Optional<Object> own,
      Function<Request, Answer> answer,
      Duration idle,
      int threads)
      throws IOException {
    AtomicInteger busy = new AtomicInteger();
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try (Selector selector = Selector.open()) {
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
      boolean wanted = true;
      while (wanted) {
        int ready = selector.select(Math.max(1, idle.toMillis()));
        selector.selectedKeys().clear();
        SocketChannel channel = server.accept();
        while (channel != null) {
          SocketChannel accepted = channel;
          busy.incrementAndGet();
          workers.execute(
              () -> {
                try {
                  answer(accepted, answer);
                } finally {
                  busy.decrementAndGet();
                }
              });
          channel = server.accept();
        }
        // Without its socket nobody can reach it: removing that is how to stop it.
        wanted = own.equals(Client.identity(socket)) && (ready > 0 || busy.get() > 0);
      }
    } finally {
      workers.shutdown();
    }
  }

  private static void answer(SocketChannel accepted, Function<Request, Answer> answer) {
    try (SocketChannel channel = accepted) {
      Request request = Request.readFrom(new DataInputStream(Channels.newInputStream(channel)));
      answer.apply(request).writeTo(new DataOutputStream(Channels.newOutputStream(channel)));
    } catch (IOException clientIsGone) {
      // Whoever asked was stopped; there is nobody to tell.
      return;
    }
  }
}
