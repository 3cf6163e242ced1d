/**
 * Signed statements that travel outside: JSON Web Tokens (RFC 7519) in the compact form of JWS (RFC 7515), as strict as
 * RFC 8725 asks for.
 *
 * <p>Read in this order. {@link dev.doorward.auth.jwt.JwtClaims} is what a token shall say,
 * {@link dev.doorward.auth.jwt.JwtIssuer} signs it, {@link dev.doorward.auth.jwt.JwtVerifier} checks what somebody
 * brings, and a {@link dev.doorward.auth.jwt.VerifiedJwt} exists only where every check was passed.
 *
 * <p>Signatures are asymmetric and nothing else: there is no MAC here that a public key could be mistaken for the key
 * of, no encryption that could be mistaken for a signature, and no algorithm that a token chooses. A header names a key
 * of the ring; the key knows its algorithm.
 */
@NullMarked
package dev.doorward.auth.jwt;

import org.jspecify.annotations.NullMarked;
