package dev.doorward.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.account.Account;
import dev.doorward.auth.account.Registration;
import dev.doorward.auth.account.RegistrationResult;
import dev.doorward.auth.audit.AuditEvent;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.audit.AuthListener;
import dev.doorward.auth.audit.FieldRefusal;
import dev.doorward.auth.testing.TestDoorward;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class AuditExampleTest {

    // docs: listener
    static final class Customers implements AuthListener {
        @Override
        public List<FieldRefusal> inTransaction(AuditEvent event, Connection connection) throws SQLException {
            boolean asked = event.type() == AuditType.REGISTRATION_REQUESTED;
            boolean born = event.type() == AuditType.REGISTERED;
            String town = event.extra().getOrDefault("town", "");
            if ((asked || born) && town.isBlank()) {
                return List.of(new FieldRefusal("town", "town_required", "Enter your town."));
            }
            if (!born) {
                return List.of();
            }
            String sql = "insert into customer (account_id, town) values (?, ?)";
            try (PreparedStatement insert = connection.prepareStatement(sql)) {
                insert.setObject(1, event.account().value());
                insert.setString(2, town);
                insert.executeUpdate();
            }
            return List.of();
        }
    }
    // docs: end

    @Test
    void a_customer_is_written_with_the_account_or_not_at_all() throws SQLException {
        String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        try (Connection connection = DriverManager.getConnection(url, "sa", "");
                Statement statement = connection.createStatement();
                TestDoorward test = TestDoorward.with(
                        settings -> settings.database(url, "sa", "").listener(new Customers()))) {
            statement.execute("""
                    create table customer (
                        account_id uuid primary key references doorward.auth_account (id),
                        town varchar(100) not null)
                    """);
            assertEquals("town_required", codeOf(register(test.doorward(), Map.of())));
            assertEquals(
                    0,
                    test.doorward().accounts().list(1, 10).accounts().size(),
                    "the account is rolled back with the refusal");
            assertEquals("", codeOf(register(test.doorward(), Map.of("town", "London"))));
        }
    }

    private static RegistrationResult register(Doorward doorward, Map<String, String> extra) {
        return doorward.accounts()
                .register(
                        new Registration("ada", "ada@example.com", TestDoorward.PASSWORD, TestDoorward.CLIENT, extra));
    }

    private static String codeOf(RegistrationResult result) {
        return result instanceof RegistrationResult.Refused refused ? refused.code() : "";
    }

    @Test
    void an_account_has_a_history() {
        try (TestDoorward test = TestDoorward.inMemory()) {
            Account ada = test.registered("ada");
            test.clock().turn(Duration.ofSeconds(1));
            test.logIn("ada", false);
            assertEquals(
                    AuditType.LOGGED_IN, history(test.doorward(), ada).get(0).type());
        }
    }

    private static List<AuditEvent> history(Doorward doorward, Account ada) {
        // docs: history
        List<AuditEvent> newestFirst = doorward.audit().of(ada.id(), 50);
        // docs: end
        return newestFirst;
    }
}
