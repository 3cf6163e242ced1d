package dev.doorward.demo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates and their key as PEM files (RFC 7468), such as certbot writes: {@code fullchain.pem} and
 * {@code privkey.pem}. Keys are of P-256, P-384 or RSA with at least 2048 bits, which is what browsers take.
 */
final class Pem {
    /** A long chain has some ten kilobytes. */
    private static final int MAXIMUM_BYTES = 256 * 1024;

    private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_USE = "2.5.29.37.0";

    private static final int RSA_BITS = 2048;
    private static final Set<Integer> EC_BITS = Set.of(256, 384);
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----", Pattern.DOTALL);
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ");

    private Pem() {}

    /** The certificates in the file, each signed by the one after it. Other things in it, such as a key, are let be. */
    static List<X509Certificate> certificates(Path file) throws PemException {
        String text = read(file);
        List<X509Certificate> chain = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            Matcher block = BLOCK.matcher(text);
            int blocks = 0;
            for (; block.find(); blocks++) {
                if (block.group(1).equals("CERTIFICATE")) {
                    byte[] der = Base64.getMimeDecoder().decode(block.group(2));
                    chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
                }
            }
            if (blocks != BEGIN.matcher(text).results().count()) {
                throw new PemException("it ends in the middle", "Write it anew, whole");
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new PemException("it holds something that is no certificate", "Name a file such as fullchain.pem");
        }
        if (chain.isEmpty()) {
            throw new PemException("it holds no certificate", "Name a file such as fullchain.pem");
        }
        check(chain);
        return List.copyOf(chain);
    }

    /** Refuses a chain that browsers would not take, or would take with trouble. */
    private static void check(List<X509Certificate> chain) throws PemException {
        if (!isStrong(chain.get(0))) {
            throw new PemException(
                    "its key is neither P-256 nor P-384 nor RSA with 2048 bits or more", "Have another one issued");
        }
        if (!serves(chain.get(0))) {
            throw new PemException("it is not for servers", "Have one issued whose extended key usage is serverAuth");
        }
        for (int i = 0; i + 1 < chain.size(); i++) {
            try {
                chain.get(i).verify(chain.get(i + 1).getPublicKey());
            } catch (GeneralSecurityException e) {
                throw new PemException(
                        "certificate " + (i + 1) + " is not signed by the one after it",
                        "Put the server's own first, then each issuer's");
            }
        }
    }

    /** Whether the certificate says so, or does not say what it is for (RFC 5280 section 4.2.1.12). */
    private static boolean serves(X509Certificate certificate) {
        try {
            List<String> uses = certificate.getExtendedKeyUsage();
            return uses == null || uses.contains(SERVER_AUTHENTICATION) || uses.contains(ANY_USE);
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    private static boolean isStrong(X509Certificate certificate) {
        if (certificate.getPublicKey() instanceof RSAKey rsa) {
            return rsa.getModulus().bitLength() >= RSA_BITS;
        }
        return certificate.getPublicKey() instanceof ECKey ec
                && EC_BITS.contains(ec.getParams().getCurve().getField().getFieldSize());
    }

    /** The key in the file, which must be this certificate's. */
    static PrivateKey key(Path file, X509Certificate certificate) throws PemException {
        try {
            KeyFileAccess.check(file);
        } catch (IOException e) {
            throw unreadable(e);
        }
        PrivateKey key = key(read(file), certificate.getPublicKey().getAlgorithm());
        if (!belongTogether(key, certificate)) {
            throw new PemException("it is not the certificate's key", "Name the two files that were made together");
        }
        return key;
    }

    private static PrivateKey key(String text, String algorithm) throws PemException {
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            String label = block.group(1);
            if (label.equals("PRIVATE KEY")) {
                try {
                    byte[] der = Base64.getMimeDecoder().decode(block.group(2));
                    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
                } catch (GeneralSecurityException | IllegalArgumentException e) {
                    throw new PemException(
                            "its key cannot be read or is of another kind than the certificate's",
                            "Name the two files that were made together");
                }
            }
            if (label.endsWith("PRIVATE KEY")) {
                throw new PemException(
                        "its key is " + (label.startsWith("ENCRYPTED") ? "encrypted" : "not PKCS #8"),
                        "Convert it with: openssl pkcs8 -topk8 -nocrypt -in old.pem -out new.pem");
            }
        }
        throw new PemException("it holds no private key", "Name a file such as privkey.pem");
    }

    /** Writes what {@link #certificates} and {@link #key} read. */
    static String write(TlsIdentity identity) throws IOException {
        try {
            StringBuilder text =
                    new StringBuilder(block("PRIVATE KEY", identity.key().getEncoded()));
            for (X509Certificate certificate : identity.chain()) {
                text.append(block("CERTIFICATE", certificate.getEncoded()));
            }
            return text.toString();
        } catch (GeneralSecurityException e) {
            throw new IOException("The certificate cannot be encoded", e);
        }
    }

    static String block(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    /** Whether what the key signs, the certificate verifies. */
    private static boolean belongTogether(PrivateKey key, X509Certificate certificate) {
        String algorithm = key instanceof RSAKey ? "SHA256withRSA" : "SHA256withECDSA";
        try {
            byte[] probe = {1};
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(probe);
            byte[] signature = signer.sign();
            signer.initVerify(certificate);
            signer.update(probe);
            return signer.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** The text of the file, which is at most a quarter of a megabyte. */
    static String read(Path file) throws PemException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAXIMUM_BYTES + 1);
            if (bytes.length > MAXIMUM_BYTES) {
                throw new PemException("it is too large for a PEM file", "Name the right one");
            }
            return new String(bytes, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static PemException unreadable(IOException e) {
        return new PemException(
                "it cannot be read (" + e.getClass().getSimpleName() + ")", "Let the user that this runs as read it");
    }
}
