package dev.doorward.auth.audit;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose transaction is somebody else's. What it hands out (statements, their results) is guarded too,
 * because each of them leads back to the connection; and all of it stops working when the guard is closed, because by
 * then the pool has given the connection to another request.
 */
final class GuardedConnection implements AutoCloseable {
    /** The most specific first: a prepared statement is a statement too. */
    private static final List<Class<?>> LEADING_BACK = List.of(
            Connection.class,
            CallableStatement.class,
            PreparedStatement.class,
            Statement.class,
            ResultSet.class,
            DatabaseMetaData.class,
            Array.class);

    private static final Set<String> ALLOWED =
            Set.of("nativeSQL", "clearWarnings", "setSavepoint", "releaseSavepoint", "toString", "hashCode", "equals");

    private final Connection raw;
    private final Connection guarded;
    private volatile boolean closed;

    GuardedConnection(Connection raw) {
        this.raw = raw;
        this.guarded = (Connection) guard(raw, Connection.class);
    }

    /** What may be given away. */
    Connection connection() {
        return guarded;
    }

    @Override
    public void close() {
        closed = true;
    }

    private Object guard(Object target, Class<?> type) {
        InvocationHandler handler = (proxy, method, arguments) -> call(target, proxy, method, arguments);
        return Proxy.newProxyInstance(GuardedConnection.class.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private @Nullable Object call(Object target, Object proxy, Method method, Object @Nullable [] arguments)
            throws Throwable {
        if (method.getName().equals("equals")) {
            return arguments != null && proxy == arguments[0];
        }
        if (method.getName().equals("isWrapperFor")) {
            return false;
        }
        if (closed || !isAllowed(method, arguments)) {
            throw new IllegalStateException("A listener may not call " + method.getName()
                    + (closed ? " after it has returned" : ": the transaction is not its own"));
        }
        try {
            return guardResult(method.invoke(target, arguments));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private @Nullable Object guardResult(@Nullable Object result) {
        if (result == raw || result instanceof Connection) {
            return guarded;
        }
        for (Class<?> type : LEADING_BACK) {
            if (type.isInstance(result)) {
                return guard(result, type);
            }
        }
        return result;
    }

    private static boolean isAllowed(Method method, Object @Nullable [] arguments) {
        String name = method.getName();
        if (name.equals("unwrap")) {
            return false;
        }
        if (method.getDeclaringClass() != Connection.class) {
            return true;
        }
        // Whatever is not named here is refused, among it whatever a later JDBC adds.
        return ALLOWED.contains(name)
                || name.startsWith("create")
                || name.startsWith("prepare")
                || name.startsWith("get")
                || name.startsWith("is")
                || (name.equals("rollback") && arguments != null);
    }
}
