package dev.doorward.docs;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.DoorwardBuilder;
import dev.doorward.auth.Headers;
import dev.doorward.auth.Mode;
import dev.doorward.auth.account.Account;
import dev.doorward.auth.account.ChangeResult;
import dev.doorward.auth.account.EmailVerification;
import dev.doorward.auth.account.Registration;
import dev.doorward.auth.account.RegistrationResult;
import dev.doorward.auth.audit.AuthListener;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.jwt.JwtClaims;
import dev.doorward.auth.jwt.JwtIssuer;
import dev.doorward.auth.jwt.JwtVerifier;
import dev.doorward.auth.jwt.VerifiedJwt;
import dev.doorward.auth.login.LoginAttempt;
import dev.doorward.auth.login.LoginResult;
import dev.doorward.auth.mail.MailException;
import dev.doorward.auth.mail.MailMessage;
import dev.doorward.auth.mail.Mailer;
import dev.doorward.auth.redirect.RedirectValidator;
import dev.doorward.auth.redirect.SafeRedirect;
import dev.doorward.auth.servlet.CurrentUser;
import dev.doorward.auth.servlet.DoorwardFilter;
import dev.doorward.auth.servlet.Flash;
import dev.doorward.auth.servlet.Guard;
import dev.doorward.auth.servlet.Guards;
import dev.doorward.auth.servlet.LoginRequired;
import dev.doorward.auth.servlet.endpoint.Clients;
import dev.doorward.auth.servlet.page.ErrorPage;
import dev.doorward.auth.servlet.page.FlashMessage;
import dev.doorward.auth.servlet.page.FlashMessage.Kind;
import dev.doorward.auth.servlet.page.Form;
import dev.doorward.auth.servlet.page.LoginPage;
import dev.doorward.auth.servlet.page.Page;
import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.servlet.server.WebServer;
import dev.doorward.auth.servlet.testing.LoggedIn;
import dev.doorward.auth.session.Proof;
import dev.doorward.auth.session.SessionInfo;
import dev.doorward.auth.session.SessionTimeouts;
import dev.doorward.auth.testing.TestDoorward;
import dev.doorward.auth.throttle.Limit;
import dev.doorward.auth.throttle.LimitName;
import dev.doorward.auth.throttle.Limits;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The lines of docs/coming-from-flask.md: each stands here or is a setting, and runs. */
final class FlaskExampleTest {
    private static final Path PAGE = Path.of("../docs/coming-from-flask.md");
    private static final Path HERE = Path.of("src/test/java/dev/doorward/docs/FlaskExampleTest.java");

    /** The last of three columns, if it is a line of code. */
    private static final Pattern LINE = Pattern.compile("(?m)^\\|[^|]*\\|[^|]*\\| `([^`]+)` \\|$");

    /** A package and what is in it. */
    private static final Pattern TYPES = Pattern.compile("(?m)^\\| `(dev\\.doorward[a-z.]*)`[^|]* \\| ([^|]+) \\|$");

    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import (dev\\.doorward[\\w.]*\\.(\\w+));$");

    private static final String OWN_FORM = "Content-Type: application/x-www-form-urlencoded";
    private static final String OWN_PAGE = "Sec-Fetch-Site: same-origin";

    private static final String URL = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    private static TestDoorward test;
    private static Doorward doorward;

    private final Client client = TestDoorward.CLIENT;

    @BeforeAll
    static void open() {
        test = TestDoorward.with(settings -> settings.database(URL, "sa", ""));
        doorward = test.doorward();
    }

    @AfterAll
    static void close() {
        test.close();
    }

    /** What an application keeps in a table. */
    private static final class Profiles {
        private static final Map<AccountId, String> ABOUT = new ConcurrentHashMap<>();

        static void save(AccountId owner, String about) {
            ABOUT.put(owner, about);
        }
    }

    /** What takes an upload. */
    @MultipartConfig(maxRequestSize = 1_000_000)
    private static final class Upload extends HttpServlet {}

    // docs: form
    @WebServlet("/profile")
    public static final class EditProfile extends HttpServlet {
        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            Form form = Form.of(Map.of("about", Objects.toString(request.getParameter("about"), "")));
            if (form.value("about").isBlank()) { // DataRequired()
                form = form.withError("about", "Say something about yourself.");
            }
            if (form.value("about").length() > 140) { // Length(max=140)
                form = form.withError("about", "Shorten this to 140 characters.");
            }
            if (form.isRefused()) { // what was typed is kept; no redirect
                request.setAttribute("form", form);
                request.getRequestDispatcher("/WEB-INF/profile.jsp").forward(request, response);
                return;
            }
            Profiles.save(CurrentUser.require(request).id(), form.value("about"));
            Flash.add(request, response, Kind.DONE, "Your changes have been saved.");
            response.sendRedirect(request.getContextPath() + "/profile");
        }
    }
    // docs: end

    @LoginRequired
    private static final class Mine extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            CurrentUser me = CurrentUser.require(request);
            UUID owner = me.id().value();
            response.getWriter().print(me.getName() + " " + owner);
        }
    }

    private static WebServer server() {
        return new WebServer()
                .onStart(FlaskExampleTest::install)
                .servlet("/mine", new Mine())
                .servlet("/profile", new EditProfile())
                .servlet("/upload", new Upload())
                .page("/WEB-INF/profile.jsp", (request, response) -> {
                    Form form = (Form) request.getAttribute("form");
                    String typed = form.value("about");
                    List<String> wrong = form.errorsAt("about");
                    response.getWriter().print(wrong + " at " + typed);
                })
                .page("/messages", (request, response) -> {
                    List<FlashMessage> messages = Flash.of(request);
                    response.getWriter().print(messages.get(0).text());
                })
                .page("/about", (request, response) -> {
                    boolean known = CurrentUser.find(request).isPresent();
                    response.getWriter().print(known ? "somebody" : "a stranger");
                })
                .page("/whoami", (request, response) -> {
                    Client client = Clients.of(request);
                    String orders = doorward.settings().baseUrl() + "/orders";
                    response.getWriter().print(client.userAgent() + " " + orders);
                })
                .page("/gone", (request, response) -> {
                    response.sendError(404);
                })
                .page("/edit", (request, response) -> {
                    CurrentUser me = CurrentUser.require(request);
                    if (!me.hasRole("editor")) response.sendError(403);
                })
                .page("/leave", (request, response) -> {
                    response.getWriter().print("""
                            <form method="post" action="/auth/logout">
                            <input type="hidden" name="_csrf" value="${csrfToken}">
                            </form>
                            <script nonce="${cspNonce}" src="/app.js"></script>
                            """.replace("${csrfToken}", (String) request.getAttribute("csrfToken"))
                            .replace("${cspNonce}", (String) request.getAttribute("cspNonce")));
                })
                .start();
    }

    private static void install(ServletContext context) {
        DoorwardFilter.install(context, doorward, guards -> guards.open("/", "/about"));
    }

    private static Reply send(WebServer server, LoggedIn person, String about) {
        return server.post("/profile", "about=" + about, person.header(), OWN_FORM, OWN_PAGE);
    }

    @Test
    void an_application_greets_refuses_and_takes_a_form() {
        LoggedIn ada = LoggedIn.as(test, "ada", "admin");
        try (WebServer server = server()) {
            assertEquals("a stranger", server.get("/about").body());
            assertEquals("somebody", server.get("/about", ada.header()).body());
            assertEquals(303, server.get("/mine", "Accept: text/html").status());
            assertEquals(
                    "ada " + ada.session().account().value(),
                    server.get("/mine", ada.header()).body());
            assertEquals(403, server.get("/edit", ada.header()).status());
            assertEquals(404, server.get("/gone", ada.header()).status());
            assertEquals(
                    "Test/1.0 https://localhost/orders",
                    server.get("/whoami", ada.header(), "User-Agent: Test/1.0").body());

            assertEquals(
                    "[Say something about yourself.] at ", send(server, ada, "").body());
            assertTrue(send(server, ada, "x".repeat(141)).body().startsWith("[Shorten this"));
            Reply saved = send(server, ada, "I+count");
            assertEquals(302, saved.status());
            assertEquals("I count", Profiles.ABOUT.get(ada.session().account()));
            String flash = "Cookie: __Host-flash=" + saved.cookie("__Host-flash") + "; " + ada.cookie();
            assertEquals(
                    "Your changes have been saved.",
                    server.get("/messages", flash).body());
        }
    }

    @Test
    void a_form_logs_out_with_its_token() {
        LoggedIn hedy = LoggedIn.as(test, "hedy");
        try (WebServer server = server()) {
            String form = server.get("/leave", hedy.header()).body();
            assertFalse(form.contains("${"), form);
            String token = form.replaceAll("(?s).*name=\"_csrf\" value=\"([^\"]+)\".*", "$1");
            String action = form.replaceAll("(?s).*action=\"([^\"]+)\".*", "$1");
            assertEquals(
                    303,
                    server.post(action, "_csrf=" + token, hedy.header(), OWN_FORM, "Accept: text/html")
                            .status());
            assertEquals(
                    401,
                    server.get("/mine", hedy.header(), "Accept: application/json")
                            .status());
        }
    }

    @Test
    void guards_ask_for_a_role_and_for_freshness() {
        Guards guards = new Guards();
        guards.require("/billing/*", Guard.loggedIn().freshWithin(Duration.ofMinutes(10)));
        guards.require("/admin/*", Guard.role("admin"));
        LoggedIn joan = LoggedIn.as(test, "joan", "admin");
        test.clock().turn(Duration.ofHours(1));
        guards.freeze();
        assertEquals(
                Guard.Verdict.FRESH_LOGIN_NEEDED,
                guards.guardOf("/billing/cards").verdict(joan.session(), doorward.clock()));
        assertEquals(Guard.Verdict.ADMITTED, guards.guardOf("/admin/").verdict(joan.session(), doorward.clock()));
    }

    @Test
    void a_builder_takes_what_a_config_held() throws IOException {
        DoorwardBuilder builder = Doorward.builder();
        builder.fromEnvironment();
        Path keys = Files.createTempDirectory("flask").resolve("keys.json");
        builder.mode(Mode.DEVELOPMENT)
                .baseUrl("https://localhost")
                .database("jdbc:h2:mem:" + UUID.randomUUID(), "sa", "")
                .emailVerification(EmailVerification.OPTIONAL);
        builder.loginPage("/welcome");
        builder.prefix("/konto");
        builder.keys(Path.of("keys.json"));
        builder.keys(keys);
        builder.mails(mail -> Optional.empty());
        Limits limits = Limits.standard().with(LimitName.LOGIN, Limit.parse("60/1m"));
        builder.limits(limits);
        builder.headers(Headers.strict().set("Referrer-Policy", "same-origin"));
        builder.allowLoginLink();
        AuthListener listener = new AuthListener() {};
        builder.listener(listener);
        Duration idle = Duration.ofHours(1);
        Duration absolute = Duration.ofDays(1);
        Duration remembered = Duration.ofDays(30);
        Duration fresh = Duration.ofMinutes(5);
        builder.sessionTimeouts(new SessionTimeouts(idle, absolute, remembered, fresh));
        Doorward doorward = builder.build();
        assertEquals("/konto", doorward.settings().prefix());
        doorward.close();
    }

    @Test
    void somebody_is_found_logged_in_and_shut_out() {
        try (TestDoorward test = TestDoorward.inMemory()) {
            Doorward doorward = test.doorward();
            test.registered("ada");
            doorward.recovery().forgotPassword("ada@example.com", client);
            assertTrue(test.mails().stream().anyMatch(mail -> mail.text().contains("/auth/reset-password?token=")));
            Account ada = doorward.accounts().findByLogin("Ada").orElseThrow();
            doorward.accounts().grant(ada.id(), "admin", Client.unknown());
            String password = TestDoorward.PASSWORD;
            boolean remember = true;
            LoginResult result =
                    doorward.login().withPassword(new LoginAttempt("ada", password, remember, client), null);
            CurrentUser me =
                    CurrentUser.of(((LoginResult.LoggedIn) result).issued().session());
            Optional<Account> found = doorward.accounts().find(me.id());
            assertEquals("ada", found.orElseThrow().username());
            List<SessionInfo> sessions =
                    doorward.sessions().of(me.id(), me.session().id());
            assertEquals(1, sessions.size());
            doorward.accounts().disable(ada.id(), client);
            assertTrue(doorward.sessions().of(me.id(), null).isEmpty());
        }
    }

    @Test
    void a_password_is_changed_by_proof_and_a_taken_name_refused() {
        LoggedIn grace = LoggedIn.as(test, "grace");
        CurrentUser me = CurrentUser.of(grace.session());
        Proof proof = doorward.login().proofOf(me.session()).orElseThrow();
        String password = "an entirely different phrase";
        ChangeResult changed = doorward.accounts().changePassword(proof, password, client);
        assertInstanceOf(ChangeResult.Changed.class, changed);
        RegistrationResult registered =
                doorward.accounts().register(Registration.of("GRACE", "other@example.com", password, client));
        if (registered instanceof RegistrationResult.Refused refused) {
            String why = refused.reasons().get(0).code();
            assertEquals("username_taken", why);
            boolean taken = "username_taken".equals(refused.code());
            assertTrue(taken);
        } else {
            fail("the name was given twice");
        }
    }

    @Test
    void a_redirect_stays_at_home() {
        RedirectValidator redirects = new RedirectValidator(doorward.settings().baseUrl());
        try (WebServer server = new WebServer()
                .page("/go", (request, response) -> {
                    SafeRedirect target = redirects.check(request.getParameter("next"), "/");
                    response.sendRedirect(target.value());
                })
                .start()) {
            assertEquals("/basket", server.get("/go?next=/basket").header("Location"));
            assertEquals("/", server.get("/go?next=https://evil.example/").header("Location"));
        }
    }

    @Test
    void what_is_typed_is_an_address_or_none() {
        boolean valid = EmailAddress.parse("ada@example.com").isPresent();
        assertTrue(valid);
        assertFalse(EmailAddress.parse("ada@").isPresent());
    }

    @Test
    void a_mail_of_ones_own_is_sent() throws MailException {
        List<MailMessage> sent = new ArrayList<>();
        Mailer mailer = sent::add;
        EmailAddress to = EmailAddress.parse("ada@example.com").orElseThrow();
        String html = "<p>It is on its way.</p>";
        mailer.send(new MailMessage(to, "Your order", "It is on its way.", html));
        assertEquals("Your order", sent.get(0).subject());
    }

    @Test
    void a_statement_is_signed_and_checked() {
        String origin = doorward.settings().baseUrl().toString();
        JwtIssuer issuer = new JwtIssuer(doorward.keys(), origin, doorward.clock(), doorward.random());
        JwtVerifier verifier = new JwtVerifier(doorward.keys(), origin, doorward.clock());
        JwtClaims claims = new JwtClaims(
                "shop-invitation+jwt",
                "shop-invitation",
                "team 7",
                UUID.randomUUID().toString(),
                doorward.clock().instant().plus(Duration.ofDays(3)),
                Map.of());
        String token = issuer.issue(claims);
        Optional<VerifiedJwt> verified = verifier.verify(token, "shop-invitation+jwt", "shop-invitation");
        assertEquals("team 7", verified.orElseThrow().subject());
    }

    @Test
    void what_throws_in_a_transaction_leaves_nothing() {
        DataSource database = database();
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/shop")
                .load()
                .migrate();
        Jdbi jdbi = Jdbi.create(database);
        jdbi.useHandle(handle -> handle.execute("""
                create table post (
                    id int,
                    account_id uuid not null references doorward.auth_account (id)
                )
                """));
        UUID owner = test.registered("radia").id().value();
        jdbi.useTransaction(handle -> handle.execute("insert into post values (1, ?)", owner));
        assertThrows(
                IllegalStateException.class,
                () -> jdbi.useTransaction(handle -> {
                    handle.execute("insert into post values (2, ?)", owner);
                    throw new IllegalStateException("the rest failed");
                }));
        assertEquals(
                List.of(1),
                jdbi.withHandle(handle -> handle.createQuery("select id from post")
                        .mapTo(Integer.class)
                        .list()));
    }

    private static DataSource database() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL(URL);
        database.setUser("sa");
        return database;
    }

    @Test
    void an_error_page_is_known_by_its_type_and_a_line_is_logged() {
        Page page = new ErrorPage(404, "not_found", "");
        boolean mine = page instanceof ErrorPage;
        assertTrue(mine);
        boolean login = page instanceof LoginPage;
        assertFalse(login);
        LoggerFactory.getLogger("shop").info("The shop is open");
    }

    @Test
    void every_line_of_the_page_stands_here_or_is_a_setting_that_is_taken() throws IOException {
        String here = withoutBlanks(Files.readString(HERE));
        List<String> lines = LINE.matcher(Files.readString(PAGE))
                .results()
                .map(row -> row.group(1))
                .toList();
        assertTrue(lines.size() > 40, "the lines were found");
        for (String line : lines) {
            if (line.startsWith("DOORWARD_")) {
                assertDoesNotThrow(() -> check(line), line);
            } else {
                assertTrue(here.contains(withoutBlanks(line)), line);
            }
        }
    }

    @Test
    void every_type_of_the_page_is_listed_with_its_package() throws IOException {
        String page = Files.readString(PAGE);
        Set<String> listed = new TreeSet<>();
        TYPES.matcher(page)
                .results()
                .forEach(row -> QUOTED.matcher(row.group(2))
                        .results()
                        .forEach(type -> listed.add(row.group(1) + "." + type.group(1))));
        String code = QUOTED.matcher(TYPES.matcher(page).replaceAll("").replaceAll("```(java)?", "`"))
                .results()
                .map(span -> span.group(1))
                .collect(Collectors.joining("\n"));
        Set<String> imported = new TreeSet<>();
        IMPORT.matcher(Files.readString(HERE))
                .results()
                .filter(type -> Pattern.compile("\\b" + type.group(2) + "\\b")
                        .matcher(code)
                        .find())
                .forEach(type -> imported.add(type.group(1)));
        assertEquals(imported, listed);
    }

    private static void check(String setting) {
        boolean development = setting.endsWith("=development") || setting.endsWith("?allowPlaintext");
        Map<String, String> settings = new HashMap<>(Map.of(
                "DOORWARD_MODE", development ? "development" : "production",
                "DOORWARD_BASE_URL", development ? "https://localhost" : "https://shop.example",
                "DOORWARD_DATABASE_URL", "jdbc:h2:./data/app",
                "DOORWARD_KEYS_FILE", "made-by-nobody.json",
                "DOORWARD_MAIL_FROM", "shop@localhost",
                "DOORWARD_SMTP_URL", "smtp://localhost:25"));
        int equals = setting.indexOf('=');
        settings.put(setting.substring(0, equals), setting.substring(equals + 1));
        Doorward.builder().from(settings).check();
    }

    private static String withoutBlanks(String text) {
        return text.replaceAll("\\s+", "");
    }
}
