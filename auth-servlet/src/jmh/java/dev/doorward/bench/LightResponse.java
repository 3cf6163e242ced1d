package dev.doorward.bench;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.lang.reflect.Proxy;

/** Takes a status and some headers. */
final class LightResponse extends HttpServletResponseWrapper {
    private static final HttpServletResponse NOTHING = (HttpServletResponse) Proxy.newProxyInstance(
            LightResponse.class.getClassLoader(),
            new Class<?>[] {HttpServletResponse.class},
            (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(method.getName());
            });

    private final String[] headers = new String[32];
    private int size;
    private int status;

    private LightResponse() {
        super(NOTHING);
    }

    static LightResponse fresh() {
        return new LightResponse();
    }

    @Override
    public void setStatus(int status) {
        this.status = status;
    }

    @Override
    public int getStatus() {
        return status;
    }

    @Override
    public boolean isCommitted() {
        return false;
    }

    @Override
    public void setHeader(String name, String value) {
        for (int i = 0; i < size; i += 2) {
            if (headers[i].equals(name)) {
                headers[i + 1] = value;
                return;
            }
        }
        addHeader(name, value);
    }

    @Override
    public void addHeader(String name, String value) {
        headers[size++] = name;
        headers[size++] = value;
    }

    @Override
    public boolean containsHeader(String name) {
        return getHeader(name) != null;
    }

    @Override
    public String getHeader(String name) {
        for (int i = 0; i < size; i += 2) {
            if (headers[i].equals(name)) {
                return headers[i + 1];
            }
        }
        return null;
    }
}
