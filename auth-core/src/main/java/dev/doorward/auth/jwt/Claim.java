package dev.doorward.auth.jwt;

import java.util.Set;

/** The registered names (RFC 7519 section 4.1). */
final class Claim {

    static final String ISSUER = "iss";
    static final String SUBJECT = "sub";
    static final String AUDIENCE = "aud";
    static final String EXPIRES_AT = "exp";
    static final String NOT_BEFORE = "nbf";
    static final String ISSUED_AT = "iat";
    static final String ID = "jti";

    static final Set<String> REGISTERED = Set.of(ISSUER, SUBJECT, AUDIENCE, EXPIRES_AT, NOT_BEFORE, ISSUED_AT, ID);

    private Claim() {}
}
