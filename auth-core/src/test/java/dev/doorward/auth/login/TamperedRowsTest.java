package dev.doorward.auth.login;

import static dev.doorward.auth.fixture.Node.CLIENT;
import static dev.doorward.auth.fixture.Node.OTHER_PASSWORD;
import static dev.doorward.auth.fixture.Node.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.account.ChangeResult;
import dev.doorward.auth.account.Registration;
import dev.doorward.auth.account.RegistrationResult;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.fixture.Node;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.OpaqueToken;
import dev.doorward.auth.secret.Rings;
import dev.doorward.auth.secret.UnknownKeyException;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.session.Proof;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Somebody who can write into the database, but has not the keys, becomes nobody else: mallory, who has an account,
 * changes rows by hand so that what mallory knows would fit ada's.
 */
final class TamperedRowsTest {
    private Node node;
    private AccountId ada;
    private AccountId mallory;
    private IssuedSession hers;
    private IssuedSession own;

    @BeforeEach
    void open(TestDatabase database) {
        KeyRing twoKeys = Rings.ring(1, 2);
        node = Node.on(database, builder -> builder.keys(twoKeys));
        ada = node.registered("ada").id();
        mallory = registered("mallory", OTHER_PASSWORD);
        hers = node.logIn("ada", true);
        own = Node.issued(node.login().withPassword(new LoginAttempt("mallory", OTHER_PASSWORD, true, CLIENT), null));
    }

    private AccountId registered(String name, String password) {
        RegistrationResult result =
                node.accounts().register(Registration.of(name, name + "@example.com", password, CLIENT));
        return ((RegistrationResult.Registered) result).account().id();
    }

    @AfterEach
    void close() {
        node.close();
    }

    // Sessions.

    @BothDatabases
    void a_session_row_given_to_another_account_opens_nothing() {
        set("auth_session", "account_id = ?", own.session().id(), ada.value());
        assertFalse(node.isIn(own));
    }

    @BothDatabases
    void a_copied_mac_opens_nothing() {
        copy("auth_session", "mac", own.session().id(), hers.session().id());
        copy("auth_session", "key_number", own.session().id(), hers.session().id());
        assertTrue(node.sessions()
                .find(withSecretOf(own.token(), hers.session().id()), CLIENT.address(), CLIENT.userAgent())
                .isEmpty());
        assertFalse(node.isIn(hers));
    }

    @BothDatabases
    void a_session_row_given_the_epoch_of_another_account_opens_nothing() {
        node.accounts().grant(ada, "admin", CLIENT);
        copyEpochOf(ada, "auth_session", own.session().id());
        assertFalse(node.isIn(own));
    }

    @BothDatabases
    void a_session_row_put_in_the_place_of_another_opens_nothing() {
        UUID target = hers.session().id();
        node.byHand("delete from {s}auth_session where id = ?", target);
        node.byHand(
                "update {s}auth_session set id = ?, account_id = ? where id = ?",
                target,
                ada.value(),
                own.session().id());
        assertTrue(node.sessions()
                .find(withSecretOf(own.token(), target), CLIENT.address(), CLIENT.userAgent())
                .isEmpty());
    }

    @BothDatabases
    void a_mac_under_another_key_opens_nothing() {
        set("auth_session", "key_number = ?", hers.session().id(), 1);
        assertFalse(node.isIn(hers));
    }

    @BothDatabases
    void a_mac_under_a_key_nobody_has_is_an_outage_and_lets_nobody_in() {
        set("auth_session", "key_number = ?", hers.session().id(), 77);
        assertThrows(UnknownKeyException.class, () -> node.isIn(hers));
    }

    @BothDatabases
    void a_home_made_mac_opens_nothing() throws Exception {
        byte[] plain = MessageDigest.getInstance("SHA-256").digest(own.token().secret());
        set("auth_session", "mac = ?", hers.session().id(), plain);
        assertTrue(node.sessions()
                .find(withSecretOf(own.token(), hers.session().id()), CLIENT.address(), CLIENT.userAgent())
                .isEmpty());
        set("auth_session", "mac = ?", hers.session().id(), new byte[0]);
        assertFalse(node.isIn(hers));
    }

    @BothDatabases
    void a_session_tied_to_somebody_elses_remembered_login_ends_nothing_of_theirs_and_is_handed_none() {
        UUID family = hers.remembered().orElseThrow().token().id();
        set("auth_session", "remembered_id = ?", own.session().id(), family);
        var changed = (ChangeResult.Changed) node.accounts().changePassword(node.proof(own), PASSWORD, CLIENT);
        assertTrue(changed.issued().remembered().isEmpty());
        set("auth_session", "remembered_id = ?", own.session().id(), family);
        node.sessions().logOut(node.find(changed.issued()).orElseThrow(), CLIENT);
        assertTrue(node.isIn(hers));
        assertTrue(node.remember(hers) instanceof LoginResult.LoggedIn);
    }

    @BothDatabases
    void an_account_disabled_by_hand_has_no_sessions() {
        node.byHand("update {s}auth_account set status = 'disabled' where id = ?", ada.value());
        assertFalse(node.isIn(hers));
        assertFalse(node.letsIn("ada", PASSWORD));
        assertEquals(LoginResult.Refused.invalid(), node.remember(hers));
        assertTrue(node.login().proofOf(hers.session()).isEmpty());
    }

    @BothDatabases
    void an_account_changed_by_hand_accepts_no_proof_from_before() {
        Proof proof = node.proof(hers);
        node.byHand("update {s}auth_account set status = 'disabled' where id = ?", ada.value());
        assertInstanceOf(ChangeResult.Refused.class, node.accounts().changePassword(proof, OTHER_PASSWORD, CLIENT));
        node.byHand("update {s}auth_account set status = 'active', epoch = epoch + 1 where id = ?", ada.value());
        assertInstanceOf(ChangeResult.Refused.class, node.accounts().changePassword(proof, OTHER_PASSWORD, CLIENT));
        assertTrue(node.letsIn("ada", PASSWORD));
    }

    // Remembered logins.

    @BothDatabases
    void a_remembered_row_given_to_another_account_opens_nothing() {
        set("auth_remembered", "account_id = ?", family(own), ada.value());
        assertEquals(LoginResult.Refused.invalid(), node.remember(own));
        assertTrue(node.isIn(hers));
    }

    @BothDatabases
    void a_copied_mac_of_a_remembered_login_opens_nothing() {
        copy("auth_remembered", "mac", family(own), family(hers));
        copy("auth_remembered", "key_number", family(own), family(hers));
        String forged = withSecretOf(own.remembered().orElseThrow().token(), family(hers));
        assertEquals(LoginResult.Refused.invalid(), node.login().withRemembered(forged, CLIENT));
    }

    @BothDatabases
    void a_copied_predecessor_with_its_successor_hands_nothing_out() {
        node.remember(own);
        for (String column : new String[] {
            "previous_mac", "previous_key_number", "successor", "successor_key_number", "replaced_at", "user_agent"
        }) {
            copy("auth_remembered", column, family(own), family(hers));
        }
        String forged = withSecretOf(own.remembered().orElseThrow().token(), family(hers));
        assertEquals(LoginResult.Refused.invalid(), node.login().withRemembered(forged, CLIENT));
    }

    @BothDatabases
    void a_swapped_successor_hands_out_nothing_of_somebody_elses() {
        node.remember(own);
        node.remember(hers);
        copy("auth_remembered", "successor", family(hers), family(own));
        assertThrows(IllegalStateException.class, () -> node.remember(own));
    }

    @BothDatabases
    void a_remembered_row_under_another_key_or_epoch_opens_nothing() {
        set("auth_remembered", "key_number = ?", family(hers), 1);
        assertEquals(LoginResult.Refused.invalid(), node.remember(hers));
        node.accounts().grant(ada, "admin", CLIENT);
        copyEpochOf(ada, "auth_remembered", family(own));
        assertEquals(LoginResult.Refused.invalid(), node.remember(own));
    }

    // Passwords.

    @BothDatabases
    void a_copied_hash_opens_nothing() {
        copyPassword("sealed");
        copyPassword("key_number");
        assertFalse(node.letsIn("ada", OTHER_PASSWORD));
        assertFalse(node.letsIn("ada", PASSWORD));
        assertTrue(node.events(ada).contains(AuditType.PASSWORD_HASH_UNREADABLE));
        assertTrue(node.letsIn("mallory", OTHER_PASSWORD));
    }

    @BothDatabases
    void a_password_row_given_to_another_account_opens_nothing() {
        node.byHand("delete from {s}auth_password where account_id = ?", ada.value());
        node.byHand("update {s}auth_password set account_id = ? where account_id = ?", ada.value(), mallory.value());
        assertFalse(node.letsIn("ada", OTHER_PASSWORD));
        assertFalse(node.letsIn("mallory", OTHER_PASSWORD));
    }

    @BothDatabases
    void a_hash_that_is_not_sealed_opens_nothing() {
        byte[] phc = "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQxMjM0NTY3OA$Vx/cPtSLpE0a2mQLd2vPwQ"
                .getBytes(StandardCharsets.US_ASCII);
        node.byHand("update {s}auth_password set sealed = ? where account_id = ?", phc, ada.value());
        assertFalse(node.letsIn("ada", OTHER_PASSWORD));
        node.byHand("update {s}auth_password set sealed = ? where account_id = ?", new byte[0], ada.value());
        assertFalse(node.letsIn("ada", ""));
    }

    @BothDatabases
    void a_hash_under_another_key_opens_nothing_and_under_none_is_an_outage() {
        node.byHand("update {s}auth_password set key_number = 1 where account_id = ?", ada.value());
        assertFalse(node.letsIn("ada", PASSWORD));
        node.byHand("update {s}auth_password set key_number = 77 where account_id = ?", ada.value());
        assertThrows(UnknownKeyException.class, () -> node.tryLogin("ada", PASSWORD));
        assertEquals(2, node.count("auth_session"));
    }

    @BothDatabases
    void a_stolen_copy_of_the_database_holds_no_token() {
        node.remember(hers);
        String all = String.join("\n", node.everything());
        for (OpaqueToken token :
                new OpaqueToken[] {hers.token(), hers.remembered().orElseThrow().token(), own.token()}) {
            String secret = token.text().substring(token.text().indexOf('.') + 1);
            assertFalse(all.contains(secret));
            assertFalse(all.contains(Base64.getEncoder().encodeToString(token.secret())));
        }
        assertFalse(all.contains("argon2"));
        assertFalse(all.contains(PASSWORD));
    }

    private static UUID family(IssuedSession issued) {
        return issued.remembered().orElseThrow().token().id();
    }

    private void set(String table, String assignment, UUID id, Object value) {
        assertEquals(1, node.byHand("update {s}" + table + " set " + assignment + " where id = ?", value, id));
    }

    private void copy(String table, String column, UUID from, UUID to) {
        String sql = "update {s}%s set %s = (select %s from {s}%s where id = ?) where id = ?"
                .formatted(table, column, column, table);
        assertEquals(1, node.byHand(sql, from, to));
    }

    private void copyPassword(String column) {
        String sql = "update {s}auth_password set %s = (select %s from {s}auth_password where account_id = ?)"
                        .formatted(column, column)
                + " where account_id = ?";
        assertEquals(1, node.byHand(sql, mallory.value(), ada.value()));
    }

    private void copyEpochOf(AccountId account, String table, UUID id) {
        String sql =
                "update {s}" + table + " set epoch = (select epoch from {s}auth_account where id = ?) where id = ?";
        assertEquals(1, node.byHand(sql, account.value(), id));
    }

    /** A token that names one thing and has the secret of another. */
    private static String withSecretOf(OpaqueToken token, UUID id) {
        byte[] bytes = new byte[16];
        java.nio.ByteBuffer.wrap(bytes).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        String forged = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)
                + token.text().substring(token.text().indexOf('.'));
        assertEquals(id, OpaqueToken.parse(forged).orElseThrow().id());
        return forged;
    }
}
