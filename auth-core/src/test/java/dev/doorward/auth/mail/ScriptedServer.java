package dev.doorward.auth.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** An SMTP server that answers each command as the test says; it says nothing where that is null. */
final class ScriptedServer implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final UnaryOperator<String> answers;
    private final long betweenBytes;
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    private ScriptedServer(UnaryOperator<String> answers, long betweenBytes) throws IOException {
        this.answers = answers;
        this.betweenBytes = betweenBytes;
        Thread thread = new Thread(this::accept);
        thread.setDaemon(true);
        thread.start();
    }

    /** @param answers to the first word of each command; to the connection itself as {@code CONNECT} */
    static ScriptedServer answering(UnaryOperator<String> answers) throws IOException {
        return new ScriptedServer(line -> answers.apply(word(line)), 0);
    }

    /** Takes mail for everybody, and is silent where somebody in that domain is named as the recipient. */
    static ScriptedServer silentAbout(String domain) throws IOException {
        return new ScriptedServer(line -> line.contains("@" + domain + ">") ? null : friendly(word(line)), 0);
    }

    /** Accepts everything and keeps the answer to itself. */
    static ScriptedServer silent() throws IOException {
        return new ScriptedServer(command -> null, 0);
    }

    /** Sends its answers byte by byte. */
    static ScriptedServer trickling(long betweenBytes) throws IOException {
        return new ScriptedServer(line -> friendly(word(line)), betweenBytes);
    }

    /** What a server says that takes every mail. */
    static String friendly(String command) {
        return switch (command) {
            case "CONNECT" -> "220 ready";
            case "DATA" -> "354 go on";
            default -> "250 2.0.0 fine";
        };
    }

    private static String word(String line) {
        return line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
    }

    int port() {
        return listener.getLocalPort();
    }

    List<String> commands() {
        return commands;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                Thread thread = new Thread(() -> serve(client));
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            say(client, answers.apply("CONNECT"));
            String line = in.readLine();
            boolean data = false;
            while (line != null) {
                if (data) {
                    data = !line.equals(".");
                    if (!data) {
                        say(client, answers.apply("."));
                    }
                } else {
                    commands.add(line);
                    String answer = answers.apply(line);
                    data = word(line).equals("DATA") && String.valueOf(answer).startsWith("354");
                    say(client, answer);
                }
                line = in.readLine();
            }
        } catch (IOException e) {
            // The client has hung up.
            open.remove(client);
        }
    }

    private void say(Socket client, String answer) throws IOException {
        if (answer == null) {
            return;
        }
        OutputStream out = client.getOutputStream();
        for (byte b : (answer + "\r\n").getBytes(StandardCharsets.US_ASCII)) {
            out.write(b);
            if (betweenBytes > 0) {
                out.flush();
                pause();
            }
        }
        out.flush();
    }

    /** The slowness of the server is what is tested. */
    private void pause() {
        try {
            Thread.sleep(betweenBytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
