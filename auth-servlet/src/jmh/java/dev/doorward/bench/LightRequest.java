package dev.doorward.bench;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.MappingMatch;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/** A GET with a cookie and the headers that browsers send; what nobody asks for throws. */
final class LightRequest extends HttpServletRequestWrapper {
    private static final HttpServletRequest NOTHING = (HttpServletRequest) Proxy.newProxyInstance(
            LightRequest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(method.getName());
            });
    private static final HttpServletMapping MAPPING = new HttpServletMapping() {
        @Override
        public String getMatchValue() {
            return "dashboard";
        }

        @Override
        public String getPattern() {
            return "/dashboard";
        }

        @Override
        public String getServletName() {
            return "dashboard";
        }

        @Override
        public MappingMatch getMappingMatch() {
            return MappingMatch.EXACT;
        }
    };

    private final String path;
    private final String cookie;
    private String[] names = new String[4];
    private Object[] values = new Object[4];
    private int size;

    private LightRequest(String path, String cookie) {
        super(NOTHING);
        this.path = path;
        this.cookie = cookie;
    }

    static LightRequest get(String path, String cookie) {
        return new LightRequest(path, cookie);
    }

    @Override
    public boolean isSecure() {
        return true;
    }

    @Override
    public String getMethod() {
        return "GET";
    }

    @Override
    public String getServletPath() {
        return path;
    }

    @Override
    public String getPathInfo() {
        return null;
    }

    @Override
    public HttpServletMapping getHttpServletMapping() {
        return MAPPING;
    }

    @Override
    public DispatcherType getDispatcherType() {
        return DispatcherType.REQUEST;
    }

    @Override
    public String getRemoteAddr() {
        return "127.0.0.1";
    }

    @Override
    public jakarta.servlet.ServletContext getServletContext() {
        return LightContext.INSTANCE;
    }

    @Override
    public String getHeader(String name) {
        return switch (name) {
            case "Cookie" -> cookie;
            case "Accept" -> "text/html";
            case "Sec-Fetch-Site" -> "same-origin";
            case "Sec-Fetch-Dest" -> "document";
            default -> null;
        };
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        String value = getHeader(name);
        return value == null ? Collections.emptyEnumeration() : Collections.enumeration(List.of(value));
    }

    @Override
    public Object getAttribute(String name) {
        for (int i = 0; i < size; i++) {
            if (names[i].equals(name)) {
                return values[i];
            }
        }
        return null;
    }

    @Override
    public void setAttribute(String name, Object value) {
        for (int i = 0; i < size; i++) {
            if (names[i].equals(name)) {
                values[i] = value;
                return;
            }
        }
        if (size == names.length) {
            names = Arrays.copyOf(names, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        names[size] = name;
        values[size++] = value;
    }
}
