package dev.doorward.demo;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * The TLS settings of Mozilla's <em>intermediate</em> guideline 6.0: TLS 1.2 and 1.3, forward secrecy and AEAD only.
 * They are stated rather than excluded: Jetty's own list keeps CBC suites and trusts the JDK to refuse old protocols.
 */
final class Tls {
    private static final String REJECT_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

    private Tls() {}

    /**
     * What only the whole Java can be told, and only before its first connection: that whoever asks for a renegotiation
     * gets an alert, and the guideline's groups. Java's own include finite fields of 8192 bits, a long computation that
     * a client gets for a few bytes. A name that this Java does not know yet is skipped.
     */
    static void setUpJava() {
        System.setProperty(REJECT_RENEGOTIATION, "true");
        System.setProperty("jdk.tls.namedGroups", "X25519MLKEM768,x25519,secp256r1,secp384r1");
    }

    /** @param identity null for none yet: every handshake then fails */
    static SslContextFactory.Server serving(@Nullable TlsIdentity identity) throws IOException {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStore(keyStore(identity));
        tls.setKeyStorePassword("");
        tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        tls.setIncludeCipherSuites(
                "TLS_AES_128_GCM_SHA256",
                "TLS_AES_256_GCM_SHA384",
                "TLS_CHACHA20_POLY1305_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
        // All nine are strong. Mozilla lets the client choose; testssl.sh 3.0 holds a server without an order for weak.
        tls.setUseCipherSuitesOrder(true);
        // Where Java refuses it, Jetty must let the request through to it: Jetty itself closes without an alert, which
        // graders, now and then, take for an agreement.
        tls.setRenegotiationAllowed(Boolean.getBoolean(REJECT_RENEGOTIATION));
        return tls;
    }

    /** Serves another certificate from now on; connections that are open are left alone. */
    static void replace(SslContextFactory.Server tls, TlsIdentity identity) throws IOException {
        KeyStore store = keyStore(identity);
        try {
            tls.reload(same -> same.setKeyStore(store));
        } catch (Exception e) { // as Jetty declares it
            throw new IOException("The certificate cannot be used", e);
        }
    }

    /** A key store that never leaves memory, hence without a password of its own. */
    private static KeyStore keyStore(@Nullable TlsIdentity identity) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            if (identity != null) {
                store.setKeyEntry(
                        "server", identity.key(), new char[0], identity.chain().toArray(Certificate[]::new));
            }
            return store;
        } catch (GeneralSecurityException e) {
            throw new IOException("The certificate cannot be used", e);
        }
    }
}
