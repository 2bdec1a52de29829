package dev.rose.server;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A connection on which a client can send what no HTTP library would. */
final class Wire implements AutoCloseable {
    private static final int PATIENCE_MS = 60_000;

    private final Socket socket;

    Wire(URI address) throws IOException {
        socket = new Socket(address.getHost(), address.getPort());
        socket.setSoTimeout(PATIENCE_MS);
    }

    Wire send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Sends text, each character a byte. */
    Wire send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The head of a post of JSON, and the lines that are given. */
    Wire post(String path, String... headers) throws IOException {
        send("POST %s HTTP/1.1\r\nHost: localhost\r\n".formatted(path));
        send("Content-Type: application/json\r\n");
        for (var header : headers) {
            send(header + "\r\n");
        }
        return send("\r\n");
    }

    /** The first line of what comes back; empty where the server hung up without a word. */
    String status() {
        var line = new StringBuilder();
        try {
            var in = socket.getInputStream();
            for (var next = in.read(); next >= 0 && next != '\r'; next = in.read()) {
                line.append((char) next);
            }
        } catch (IOException e) {
            // A server that will not read all that is sent may reset the connection.
            return line.toString();
        }
        return line.toString();
    }

    /** Reads so many bytes, or to the end. */
    String read(int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
