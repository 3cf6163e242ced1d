package dev.doorward.demo;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What the server shows that it is who its name says.
 *
 * @param key of the first certificate
 * @param chain the server's own certificate, then those that vouch for it, each for the one before
 */
record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {
    X509Certificate certificate() {
        return chain.get(0);
    }
}
