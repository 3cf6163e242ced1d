package dev.doorward.demo;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes a connection on which, from one look to the next, no request's headers have come to their end, none is being
 * answered and no byte of an answer was taken. Jetty's idle timeout begins anew with every byte, of a handshake or of
 * headers, and somebody may send one now and then for as long as he likes.
 */
final class RequestDeadline implements Connection.Listener {
    private final Scheduler scheduler;
    private final long patienceMillis;
    private final Map<Connection, Scheduler.Task> looks = new ConcurrentHashMap<>();

    /** @param patience from one look to the next */
    RequestDeadline(Scheduler scheduler, Duration patience) {
        this.scheduler = scheduler;
        this.patienceMillis = patience.toMillis();
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof ConnectionMetaData) { // it speaks HTTP
            looks.put(connection, nextLook(connection));
        }
    }

    @Override
    public void onClosed(Connection connection) {
        Scheduler.Task look = looks.remove(connection);
        if (look != null) {
            look.cancel();
        }
    }

    private Scheduler.Task nextLook(Connection connection) {
        long requests = connection.getMessagesIn();
        long answered = connection.getBytesOut();
        return scheduler.schedule(() -> look(connection, requests, answered), patienceMillis, TimeUnit.MILLISECONDS);
    }

    private void look(Connection connection, long requests, long answered) {
        EndPoint endPoint = connection.getEndPoint();
        boolean stands = connection.getMessagesIn() == requests
                && connection.getBytesOut() == answered
                && connection.getMessagesOut() >= requests;
        if (stands || !endPoint.isOpen()) {
            looks.remove(connection);
            socket(endPoint).close();
        } else {
            looks.computeIfPresent(connection, (same, look) -> nextLook(connection));
        }
    }

    /** TLS would still say goodbye, to somebody who may not have finished the handshake. */
    private static EndPoint socket(EndPoint endPoint) {
        return endPoint instanceof EndPoint.Wrapper wrapper ? socket(wrapper.unwrap()) : endPoint;
    }
}
