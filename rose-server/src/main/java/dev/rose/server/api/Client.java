package dev.rose.server.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/** The other end of a connection, to be asked whether it is still there. */
final class Client {
    private final EndPoint endPoint;

    private Client(EndPoint endPoint) {
        this.endPoint = endPoint;
    }

    /** The one that a request came from; its body must have been read to the end. */
    static Client of(Context context) {
        return new Client(
                ServletContextRequest.getServletContextRequest(context.req())
                        .getConnectionMetaData()
                        .getConnection()
                        .getEndPoint());
    }

    /**
     * Whether the client has closed its side. Nobody else reads the connection while its request is
     * answered, so the end is found by reading: it never waits, and gives a byte only of a client
     * that sends its next request early.
     */
    synchronized boolean hasGone() {
        if (!endPoint.isOpen()) {
            return true;
        }
        if (!(endPoint.getTransport() instanceof SocketChannel channel)) {
            return false;
        }
        var oneByte = ByteBuffer.allocate(1);
        try {
            int read = channel.read(oneByte);
            if (read > 0 && endPoint.getConnection() instanceof Connection.UpgradeTo early) {
                early.onUpgradeTo(oneByte.flip());
            }
            return read < 0;
        } catch (IOException e) {
            return true;
        }
    }
}
