package dev.doorward.auth.secret;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Optional;

/** The signatures that a ring makes and checks (RFC 7518 section 3.1, RFC 8037 section 3.1). All are asymmetric. */
enum SignatureAlgorithm {
    ES256("ES256", "SHA256withECDSAinP1363Format"),
    EDDSA("EdDSA", "Ed25519"),
    PS256("PS256", "RSASSA-PSS") {
        @Override
        Signature open() throws GeneralSecurityException {
            Signature signature = super.open();
            signature.setParameter(new PSSParameterSpec(
                    "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC));
            return signature;
        }
    },
    RS256("RS256", "SHA256withRSA");

    private final String joseName;
    private final String platformName;

    SignatureAlgorithm(String joseName, String platformName) {
        this.joseName = joseName;
        this.platformName = platformName;
    }

    /** As headers and keys name it. */
    String joseName() {
        return joseName;
    }

    static Optional<SignatureAlgorithm> named(String joseName) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.joseName.equals(joseName))
                .findFirst();
    }

    Signature open() throws GeneralSecurityException {
        return Signature.getInstance(platformName);
    }
}
