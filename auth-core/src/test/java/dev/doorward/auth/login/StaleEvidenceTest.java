package dev.doorward.auth.login;

import static dev.doorward.auth.fixture.Node.CLIENT;
import static dev.doorward.auth.fixture.Node.OTHER_PASSWORD;
import static dev.doorward.auth.fixture.Node.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.account.Account;
import dev.doorward.auth.account.ChangeResult;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.fixture.Node;
import dev.doorward.auth.fixture.Together;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.session.Proof;
import dev.doorward.auth.session.Session;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.SqlTap;
import dev.doorward.auth.store.TestDatabase;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What was shown before an account changed opens nothing after it. Each test holds a login, a confirmation or a
 * remembered login at one moment, changes the account meanwhile, and lets it go on.
 */
final class StaleEvidenceTest {
    private Node node;
    private Account ada;
    private IssuedSession issued;

    @BeforeEach
    void open(TestDatabase database) {
        node = Node.on(database);
        ada = node.registered("ada");
        node.accounts().grant(ada.id(), "admin", CLIENT);
        issued = node.logIn("ada", true);
    }

    @AfterEach
    void close() {
        node.close();
    }

    // While the password is hashed.

    @BothDatabases
    void a_login_that_hashes_while_the_password_changes_does_not_get_in() {
        refusesWhileHashing(this::changePassword);
        assertFalse(node.letsIn("ada", PASSWORD));
        assertTrue(node.letsIn("ada", OTHER_PASSWORD));
    }

    @BothDatabases
    void a_login_that_hashes_while_the_account_is_disabled_does_not_get_in() {
        refusesWhileHashing(() -> assertTrue(node.accounts().disable(ada.id(), CLIENT)));
    }

    @BothDatabases
    void a_login_that_hashes_while_the_account_is_disabled_and_enabled_again_does_not_get_in() {
        refusesWhileHashing(() -> {
            node.accounts().disable(ada.id(), CLIENT);
            node.accounts().enable(ada.id(), CLIENT);
        });
    }

    @BothDatabases
    void a_login_that_hashes_while_the_account_is_closed_does_not_get_in() {
        refusesWhileHashing(() -> assertTrue(node.accounts().close(ada.id(), CLIENT)));
    }

    @BothDatabases
    void a_login_that_hashes_while_a_role_is_taken_does_not_keep_the_right() {
        refusesWhileHashing(() -> assertTrue(node.accounts().revoke(ada.id(), "admin", CLIENT)));
    }

    @BothDatabases
    void a_login_that_hashes_while_everything_is_ended_does_not_get_in() {
        refusesWhileHashing(() -> assertTrue(node.accounts().endEverything(ada.id(), CLIENT)));
    }

    @BothDatabases
    void a_confirmation_that_hashes_while_the_password_changes_makes_nothing_fresh() {
        try (SeamLogin slow = new SeamLogin(node)) {
            slow.hasher().whileHashing(this::changePassword);
            assertInstanceOf(ConfirmResult.Refused.class, slow.login().confirm(issued.session(), PASSWORD, CLIENT));
        }
        assertTrue(node.events(ada.id()).contains(AuditType.CONFIRM_REFUSED));
    }

    @BothDatabases
    void a_confirmation_that_hashes_while_its_session_is_ended_revives_nothing() {
        try (SeamLogin slow = new SeamLogin(node)) {
            slow.hasher().whileHashing(() -> node.sessions().logOut(issued.session(), CLIENT));
            assertInstanceOf(ConfirmResult.Refused.class, slow.login().confirm(issued.session(), PASSWORD, CLIENT));
        }
        assertEquals(0, node.count("auth_session"));
    }

    private void refusesWhileHashing(Runnable change) {
        try (SeamLogin slow = new SeamLogin(node)) {
            slow.hasher().whileHashing(change);
            LoginResult result = slow.login().withPassword(new LoginAttempt("ada", PASSWORD, true, CLIENT), null);
            assertEquals(LoginResult.Refused.invalid(), result);
        }
        assertTrue(node.events(ada.id()).contains(AuditType.LOGIN_REFUSED));
        assertNobodyIsIn();
    }

    // Between the hash and the lock.

    @BothDatabases
    void a_login_about_to_lock_the_account_does_not_get_in_after_the_password_changed() {
        assertEquals(LoginResult.Refused.invalid(), logInAndChangeBeforeLock(this::changePassword));
        assertNobodyIsIn();
    }

    @BothDatabases
    void a_login_about_to_lock_the_account_does_not_get_in_after_it_was_disabled() {
        assertEquals(
                LoginResult.Refused.invalid(),
                logInAndChangeBeforeLock(() -> node.accounts().disable(ada.id(), CLIENT)));
        assertNobodyIsIn();
    }

    @BothDatabases
    void a_remembered_login_about_to_lock_the_account_does_not_get_in_after_the_password_changed() {
        LoginResult result = atFirst(
                StaleEvidenceTest::locksAccount,
                this::changePassword,
                () -> node.login()
                        .withRemembered(
                                issued.remembered().orElseThrow().token().text(), CLIENT));
        assertEquals(LoginResult.Refused.invalid(), result);
        assertNobodyIsIn();
    }

    @BothDatabases
    void a_change_of_password_does_not_happen_when_its_session_was_ended_before_it_locked() {
        Proof proof = node.proof(issued);
        ChangeResult result = atFirst(
                StaleEvidenceTest::locksAccount,
                () -> node.sessions().logOut(issued.session(), CLIENT),
                () -> node.accounts().changePassword(proof, OTHER_PASSWORD, CLIENT));
        assertEquals(
                ChangeResult.Refused.STALE_PROOF,
                assertInstanceOf(ChangeResult.Refused.class, result).code());
        assertFalse(node.letsIn("ada", OTHER_PASSWORD));
    }

    private LoginResult logInAndChangeBeforeLock(Runnable change) {
        return atFirst(StaleEvidenceTest::locksAccount, change, () -> node.tryLogin("ada", PASSWORD));
    }

    /** Does the change on another thread just before this thread asks the first matching thing. */
    private <T> T atFirst(Predicate<String> moment, Runnable change, Callable<T> operation) {
        Thread held = Thread.currentThread();
        SqlTap.Watcher watcher = new SqlTap.Watcher() {
            private boolean done;

            @Override
            public void before(String what) {
                if (Thread.currentThread() == held && !done && moment.test(what)) {
                    done = true;
                    Together.aside(() -> {
                        change.run();
                        return true;
                    });
                }
            }
        };
        try (SqlTap.Watching watching = node.tap().watch(watcher)) {
            return operation.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static boolean locksAccount(String what) {
        return what.contains("auth_account") && what.endsWith("for update");
    }

    // While both are in their transactions.

    @BothDatabases
    void a_login_that_waits_for_the_change_does_not_get_in() {
        Both<Boolean, LoginResult> both = secondWaitsForFirst(
                () -> node.accounts().disable(ada.id(), CLIENT), () -> node.tryLogin("ada", PASSWORD));
        assertTrue(both.first());
        assertEquals(LoginResult.Refused.invalid(), both.second());
        assertNobodyIsIn();
    }

    @BothDatabases
    void a_session_opened_while_the_change_waits_ends_with_the_others() {
        Both<LoginResult, Boolean> both = secondWaitsForFirst(
                () -> node.tryLogin("ada", PASSWORD), () -> node.accounts().revoke(ada.id(), "admin", CLIENT));
        assertTrue(both.second());
        assertFalse(node.isIn(Node.issued(both.first())));
        assertNobodyIsIn();
    }

    @BothDatabases
    void a_session_that_another_tab_resumes_while_the_logout_waits_ends_too() {
        Both<LoginResult, Boolean> both = secondWaitsForFirst(() -> node.remember(issued), () -> {
            node.sessions().logOut(issued.session(), CLIENT);
            return true;
        });
        assertFalse(node.isIn(Node.issued(both.first())));
        assertNobodyIsIn();
    }

    @BothDatabases
    void a_session_that_another_tab_resumes_while_somebody_else_logs_in_here_ends_too() {
        node.registered("grace");
        Both<LoginResult, LoginResult> both = secondWaitsForFirst(
                () -> node.remember(issued),
                () -> node.login().withPassword(new LoginAttempt("grace", PASSWORD, false, CLIENT), issued.session()));
        assertFalse(node.isIn(Node.issued(both.first())));
        assertTrue(node.isIn(Node.issued(both.second())));
        assertEquals(1, node.count("auth_session"));
    }

    private record Both<A, B>(A first, B second) {}

    /** The first, on another thread, commits only when the second is about to lock the account. */
    private <A, B> Both<A, B> secondWaitsForFirst(Callable<A> first, Callable<B> second) {
        CountDownLatch firstIsDone = new CountDownLatch(1);
        CountDownLatch secondIsThere = new CountDownLatch(1);
        // What a login is counted by is committed before it, and is not what the second waits for.
        AtomicBoolean firstHolds = new AtomicBoolean();
        Thread waiting = Thread.currentThread();
        SqlTap.Watcher watcher = new SqlTap.Watcher() {
            @Override
            public void before(String what) {
                if (Thread.currentThread() == waiting) {
                    if (locksAccount(what)) {
                        secondIsThere.countDown();
                    }
                } else if (locksAccount(what)) {
                    firstHolds.set(true);
                } else if (what.equals(SqlTap.COMMIT) && firstHolds.get()) {
                    firstIsDone.countDown();
                    Together.await(secondIsThere);
                }
            }
        };
        try (SqlTap.Watching watching = node.tap().watch(watcher)) {
            Future<A> begun = Together.started(first);
            Together.await(firstIsDone);
            B result = second.call();
            return new Both<>(Together.result(begun), result);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void changePassword() {
        Session session = issued.session();
        Proof proof = node.login().proofOf(session).orElseThrow();
        ChangeResult.Changed changed =
                (ChangeResult.Changed) node.accounts().changePassword(proof, OTHER_PASSWORD, CLIENT);
        node.sessions().logOut(changed.issued().session(), CLIENT);
    }

    private void assertNobodyIsIn() {
        assertEquals(0, node.count("auth_session"));
        assertEquals(0, node.count("auth_remembered"));
    }
}
