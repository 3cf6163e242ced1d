package dev.doorward.demo;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of this machine that a test needs and that a developer need not have. */
final class Programs {
    private Programs() {}

    /** The program's path; the test is skipped where it is not installed, which {@code .ci/run} does. */
    static String require(String... names) {
        Optional<Path> found = Stream.concat(
                        Arrays.stream(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .flatMap(directory -> Arrays.stream(names).map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(found.isPresent(), () -> names[0] + " is not installed, so what it would show was not tested");
        return found.orElseThrow().toString();
    }

    /**
     * A port of this machine that nobody listens on and, as long as the socket is open, nobody else can take either: it
     * is bound and never accepts.
     */
    static Socket deafPort() throws IOException {
        Socket bound = new Socket();
        bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return bound;
    }

    /** A port that nobody listens on at this moment, for a program that cannot choose one by itself. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
