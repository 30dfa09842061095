package org.patchwright.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTest {

  private static final Duration SOON = Duration.ofMillis(300);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir private Path dir;

  private final AtomicInteger started = new AtomicInteger();

  private Address address() throws IOException {
    return Address.of(Map.of("XDG_RUNTIME_DIR", dir.toString()), dir, "b1");
  }

  private static Answer echo(Request request) {
    return new Answer(7, request.here().toString(), String.join("|", request.arguments()));
  }

  private CompletableFuture<Boolean> serve(Address at) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            started.incrementAndGet();
            return Server.serve(at, ServerTest::echo, SOON, 2);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private Client client(Address address) {
    return new Client(address, this::serve, PATIENCE);
  }

  private static Request request() {
    return new Request(Path.of("/a b"), List.of("-I.", "", "größe.c"));
  }

  @Test
  void theFirstWhoAsksStartsItAndTheNextFindsIt() throws Exception {
    Address address = address();

    Optional<Answer> first = client(address).ask(request());
    Optional<Answer> second = client(address).ask(request());

    assertThat(first).contains(new Answer(7, "/a b", "-I.||größe.c"));
    assertThat(second).isEqualTo(first);
    assertThat(started).hasValue(1);
  }

  @Test
  void endsWhenNobodyAsksAndLeavesNothing() throws Exception {
    Address address = address();
    CompletableFuture<Boolean> server = serve(address);

    assertThat(server.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(address.socket()).doesNotExist();
  }

  @Test
  void twoAtOneAddressAreOne() throws Exception {
    Address address = address();
    CompletableFuture<Boolean> one = serve(address);
    CompletableFuture<Boolean> other = serve(address);

    assertThat(List.of(one.get(10, TimeUnit.SECONDS), other.get(10, TimeUnit.SECONDS)))
        .containsExactlyInAnyOrder(true, false);
  }

  @Test
  void whatAKilledProcessLeftIsReplaced() throws Exception {
    Address address = address();
    try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      killed.bind(UnixDomainSocketAddress.of(address.socket()));
    }
    assertThat(address.socket()).exists();

    assertThat(client(address).ask(request())).isPresent();
  }

  @Test
  void oneThatEndsBeforeItAnswersIsNoAnswer() throws Exception {
    Address address = address();
    try (ServerSocketChannel mute = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      mute.bind(UnixDomainSocketAddress.of(address.socket()));
      CompletableFuture.runAsync(
          () -> {
            try {
              mute.accept().close();
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          });

      assertThat(client(address).ask(request())).isEmpty();
    }
    assertThat(started).hasValue(0);
  }

  @Test
  void oneThatNeverListensIsNoAnswer() throws Exception {
    Client client = new Client(address(), at -> started.incrementAndGet(), SOON);

    assertThat(client.ask(request())).isEmpty();
    assertThat(started).hasValue(1);
  }

  @Test
  void strangeBytesDoItNoHarm() throws Exception {
    Address address = address();
    Client client = client(address);
    assertThat(client.ask(request())).isPresent();
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(address.socket()));
      channel.write(ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes()));
    }

    assertThat(client.ask(request())).isPresent();
    assertThat(started).hasValue(1);
  }

  @Test
  void aFolderThatOthersMayEnterIsRefused() throws IOException {
    Path open = Files.createDirectory(dir.resolve("patchwright"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThatThrownBy(this::address)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("open to other users; chmod 700");
  }

  @Test
  void withoutARuntimeFolderItLiesBesideWhatIsKept() throws IOException {
    Path kept = Files.createDirectory(dir.resolve("kept"));
    Files.setPosixFilePermissions(kept, PosixFilePermissions.fromString("rwxr-xr-x"));

    Path socket = Address.of(Map.of(), kept, "b1").socket();

    assertThat(socket.getParent().getParent()).isEqualTo(kept.toRealPath());
    assertThat(Files.getPosixFilePermissions(socket.getParent()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void aFolderThatOthersMayReplaceIsRefused() throws IOException {
    Path kept = Files.createDirectory(dir.resolve("kept"));
    Files.setPosixFilePermissions(kept, PosixFilePermissions.fromString("rwxrwxr-x"));

    assertThatThrownBy(() -> Address.of(Map.of(), kept, "b1"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("kept: open to other users; chmod go-w closes it");
  }

  @Test
  void aSocketOfAnotherUserIsRefused() throws IOException {
    Path socket = Files.createFile(address().socket());
    try {
      Files.setAttribute(socket, "unix:uid", 12_345);
    } catch (IOException e) {
      Assumptions.abort("only root can give a file away");
    }

    assertThatThrownBy(this::address)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("belongs to another user");
  }

  @Test
  void aNameThatNoSocketCanHaveIsRefused() {
    Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", "/" + "x".repeat(120));

    assertThatThrownBy(() -> Address.of(environment, dir, "b1"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("too long");
  }
}
