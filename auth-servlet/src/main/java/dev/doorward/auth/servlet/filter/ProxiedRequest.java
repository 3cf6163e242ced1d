package dev.doorward.auth.servlet.filter;

import dev.doorward.auth.proxy.Origin;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.URI;

/** The request as its client sent it to the outermost trusted proxy, or in the clear past all of them. */
final class ProxiedRequest extends HttpServletRequestWrapper {

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final String address;
    private final String scheme;
    private final URI baseUrl;

    ProxiedRequest(HttpServletRequest request, Origin origin, URI baseUrl) {
        super(request);
        this.address = origin.address();
        this.scheme = origin.scheme() == null ? request.getScheme() : origin.scheme();
        this.baseUrl = baseUrl;
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
