package dev.doorward.demo;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Optional;
import org.shredzone.acme4j.Account;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeLazyLoadingException;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.shredzone.acme4j.exception.AcmeProtocolException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.util.KeyPairUtils;

/**
 * Orders certificates by ACME (RFC 8555) and proves by HTTP-01 that this server answers for the host. The account's key
 * is made at the first order and kept; each certificate has a key of its own, on P-256.
 */
final class AcmeAuthority implements CertificateAuthority {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration PROOF = Duration.ofMinutes(2);

    private final CertificateSource.Acme settings;
    private final AcmeFiles files;
    private final AcmeChallenges challenges;
    private final SecureRandom random;

    AcmeAuthority(CertificateSource.Acme settings, AcmeFiles files, AcmeChallenges challenges, SecureRandom random) {
        this.settings = settings;
        this.files = files;
        this.challenges = challenges;
        this.random = random;
    }

    @Override
    public TlsIdentity issue(String host) throws NotIssued, IOException, InterruptedException {
        try {
            Order order = account().newOrder().domain(host).create();
            for (Authorization authorization : order.getAuthorizations()) {
                prove(authorization);
            }
            require(order.waitUntilReady(PROOF) != Status.INVALID, "the order was refused", order.getError());
            KeyPair pair = newKey();
            order.execute(pair);
            require(order.waitForCompletion(PROOF) == Status.VALID, "the order was not fulfilled", order.getError());
            return new TlsIdentity(pair.getPrivate(), order.getCertificate().getCertificateChain());
        } catch (AcmeRateLimitedException e) {
            throw new NotIssued(reason(e), e.getRetryAfter().orElse(null));
        } catch (AcmeException | AcmeProtocolException e) {
            throw new NotIssued(reason(e), null);
        } catch (AcmeLazyLoadingException e) { // an AcmeException where a getter asks the server
            throw new NotIssued(reason(e.getCause() == null ? e : e.getCause()), null);
        }
    }

    /** The account of the kept key; the server opens one at the first order. */
    private Account account() throws AcmeException, IOException {
        Session session = new Session(settings.directory());
        session.networkSettings().setTimeout(ANSWER);
        // Who names a directory of Let's Encrypt or another authority agrees to its terms: docs/https.md says so.
        AccountBuilder account = new AccountBuilder().agreeToTermsOfService().useKeyPair(accountKey());
        if (settings.email() != null) {
            account.addEmail(settings.email().value());
        }
        return account.create(session);
    }

    private KeyPair accountKey() throws IOException {
        Optional<String> kept = files.accountKey();
        if (kept.isPresent()) {
            return KeyPairUtils.readKeyPair(new StringReader(kept.get()));
        }
        KeyPair made = newKey();
        StringWriter pem = new StringWriter();
        KeyPairUtils.writeKeyPair(made, pem);
        files.keepAccountKey(pem.toString());
        return made;
    }

    private KeyPair newKey() throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IOException("This Java makes no P-256 keys", e);
        }
    }

    private void prove(Authorization authorization) throws AcmeException, NotIssued, InterruptedException {
        if (authorization.getStatus() == Status.VALID) {
            return; // proved for an earlier order
        }
        Http01Challenge challenge = authorization
                .findChallenge(Http01Challenge.class)
                .orElseThrow(() -> new NotIssued("the server offers no HTTP-01 challenge", null));
        try (AcmeChallenges.Open open = open(challenge)) {
            challenge.trigger();
            require(
                    authorization.waitForCompletion(PROOF) == Status.VALID,
                    "the server did not find its challenge answered at http://" + settings.host() + ":80",
                    authorization.findChallenge(Http01Challenge.class).flatMap(Challenge::getError));
        }
    }

    private AcmeChallenges.Open open(Http01Challenge challenge) throws NotIssued {
        try {
            return challenges.open(challenge.getToken(), challenge.getAuthorization());
        } catch (IllegalArgumentException e) {
            throw new NotIssued("the server's challenge has no proper token", null);
        }
    }

    private static void require(boolean fulfilled, String otherwise, Optional<Problem> problem) throws NotIssued {
        if (!fulfilled) {
            throw new NotIssued(otherwise + problem.map(why -> " (" + why + ")").orElse(""), null);
        }
    }

    private String reason(Throwable e) {
        return e instanceof AcmeNetworkException
                ? settings.directory().getHost() + " cannot be reached (" + e.getCause() + ")"
                : settings.directory().getHost() + " says: " + e.getMessage();
    }
}
