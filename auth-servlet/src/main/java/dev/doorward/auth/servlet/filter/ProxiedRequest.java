package dev.doorward.auth.servlet.filter;

import dev.doorward.auth.proxy.Origin;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.URI;

/** The request as its client sent it to the outermost trusted proxy, or in the clear past all of them. */
final class ProxiedRequest extends HttpServletRequestWrapper {

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final String address;
    private final String scheme;
    private final boolean schemeTold;
    private final URI baseUrl;

    ProxiedRequest(HttpServletRequest request, Origin origin, URI baseUrl) {
        super(request);
        this.address = origin.address();
        String told = origin.scheme();
        this.schemeTold = told != null;
        // Else the connection's, and not what stands in the request line: that the proxy may have handed on.
        this.scheme = told != null ? told : request.getServletConnection().isSecure() ? "https" : "http";
        this.baseUrl = baseUrl;
    }

    /** Whether it came through a trusted proxy that does not tell how its client asked. */
    static boolean isUntold(ServletRequest request) {
        ServletRequest current = request;
        while (!(current instanceof ProxiedRequest) && current instanceof ServletRequestWrapper wrapper) {
            current = wrapper.getRequest();
        }
        return current instanceof ProxiedRequest proxied && !proxied.schemeTold;
    }

    @Override
    public String getRemoteAddr() {
        return address;
    }

    /** Names are not looked up. */
    @Override
    public String getRemoteHost() {
        return address;
    }

    @Override
    public String getScheme() {
        return scheme;
    }

    @Override
    public boolean isSecure() {
        return scheme.equals("https");
    }

    @Override
    public String getServerName() {
        return baseUrl.getHost();
    }

    @Override
    public int getServerPort() {
        int port = scheme.equals(baseUrl.getScheme()) ? baseUrl.getPort() : -1;
        return port < 0 ? usualPort() : port;
    }

    @Override
    public StringBuffer getRequestURL() {
        StringBuffer url = new StringBuffer(scheme).append("://").append(getServerName());
        if (getServerPort() != usualPort()) {
            url.append(':').append(getServerPort());
        }
        return url.append(getRequestURI());
    }

    private int usualPort() {
        return isSecure() ? HTTPS_PORT : HTTP_PORT;
    }
}
