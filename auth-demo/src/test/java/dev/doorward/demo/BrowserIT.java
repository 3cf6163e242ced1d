package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The main jobs by clicking, as people do them: register, read the mail, log in, forget the password, move. Each page
 * on the way is looked at: nothing sticks out, and axe finds nothing that keeps people from using it.
 */
class BrowserIT {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final String NEW_PASSWORD = "seven kind badgers knit";
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    private static final String AXE = axe();

    @TempDir
    static Path directory;

    private static DemoProcess demo;
    private static Path screenshots;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(
                Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
                "no browser here: apt-get install chromium chromium-driver");
        demo = DemoProcess.serve(directory.resolve("demo"));
        screenshots = Files.createDirectories(Path.of(System.getProperty("screenshots.dir")));
    }

    private static String axe() {
        try (InputStream script = BrowserIT.class.getResourceAsStream("/axe.min.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (demo != null) {
            demo.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "phone, 390, 844, light",
        "phone, 390, 844, dark",
        "desktop, 1280, 900, light",
        "desktop, 1280, 900, dark"
    })
    void a_person_registers_logs_in_and_out(String device, int width, int height, String scheme) throws Exception {
        String name = device + "-" + scheme;
        try (Window window = new Window(width, height, scheme)) {
            window.open("/");
            window.shoot(name + "-1-front");
            window.click("Create an account");
            window.shoot(name + "-2-register");
            window.type("username", "x");
            window.type("email", "nonsense");
            window.type("password", "short");
            window.submit();
            assertFalse(window.all("[aria-invalid=true]").isEmpty(), "each faulty field says so");
            assertEquals("x", window.one("[name=username]").getAttribute("value"), "what was typed is kept");
            assertEquals("", window.one("[name=password]").getAttribute("value"), "but the password");
            window.shoot(name + "-3-register-refused");
            window.type("username", name);
            window.type("email", name + "@example.org");
            window.type("password", Visitor.PASSWORD);
            window.submit();
            assertEquals("Check your mail", window.one("h1").getText());
            window.shoot(name + "-4-registered");
            window.openMail(name + "@example.org", "verify-email");
            window.shoot(name + "-4a-verify");
            window.submit();
            window.shoot(name + "-4b-verified");

            window.open("/dashboard");
            assertTrue(window.address().contains("/auth/login"), "a stranger is asked to log in");
            window.type("login", name);
            window.type("password", "not the password at all");
            window.submit();
            window.shoot(name + "-5-login-refused");
            window.type("login", name);
            window.type("password", Visitor.PASSWORD);
            window.submit();
            assertTrue(window.address().endsWith("/dashboard"), "and then led there");
            assertTrue(window.one("h1").getText().contains(name));
            window.shoot(name + "-6-dashboard");

            window.click("Notes");
            window.type("title", "Buy milk");
            window.type("text", "Two litres");
            window.submit();
            assertEquals("The note is saved.", window.one(".notice.done").getText());
            window.shoot(name + "-7-notes");
            window.click("Open");
            window.shoot(name + "-8-note");

            window.open("/auth/account");
            window.shoot(name + "-9-account");
            window.open("/auth/account/sessions");
            window.shoot(name + "-10-sessions");
            window.open("/nowhere");
            window.shoot(name + "-11-not-found");

            window.open("/dashboard");
            window.press("Log out");
            window.open("/dashboard");
            assertTrue(window.address().contains("/auth/login"), "who has logged out is a stranger again");
            assertEquals(List.of(), window.complaints());
        }
    }

    @ParameterizedTest
    @CsvSource({"phone, 390, 844, dark", "desktop, 1280, 900, light"})
    void an_administrator_finds_an_account(String device, int width, int height, String scheme) throws Exception {
        String name = "chief-" + device;
        try (Window window = new Window(width, height, scheme)) {
            for (String account : List.of("other-" + device, name)) {
                window.register(account);
            }
            try (DemoProcess command = DemoProcess.run(directory.resolve("demo"), "admin", "grant", name)) {
                command.outputAtEnd();
                assertEquals(0, command.exitCode());
            }
            window.open("/admin");
            window.type("login", name);
            window.type("password", Visitor.PASSWORD);
            window.submit();
            window.shoot(device + "-12-accounts");
            window.type("search", name.toUpperCase(Locale.ROOT));
            window.submit();
            window.click("Open");
            assertEquals(name, window.one("h1").getText());
            assertEquals(List.of(), window.all("main form"), "nobody shuts themselves out");
            window.open("/admin?search=other-" + device);
            window.click("Open");
            window.type("role", "editor");
            window.press("Give this role");
            window.press("Disable");
            window.shoot(device + "-13-account");
            assertEquals(1, window.all("button[value=enable]").size());
            assertEquals(List.of(), window.complaints());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "phone, 390, 844, light",
        "phone, 390, 844, dark",
        "desktop, 1280, 900, light",
        "desktop, 1280, 900, dark"
    })
    void a_person_forgets_the_password_and_moves(String device, int width, int height, String scheme) throws Exception {
        String name = "forgetful-" + device + "-" + scheme;
        String shot = device + "-" + scheme;
        String address = name + "@example.org";
        String newAddress = name + "@elsewhere.example";
        try (Window window = new Window(width, height, scheme)) {
            window.open("/auth/register");
            window.type("username", name);
            window.type("email", address);
            window.type("password", Visitor.PASSWORD);
            window.submit();
            try (Window other = new Window(width, height, scheme)) {
                other.openMail(address, "verify-email");
                assertEquals(1, other.all("[name=password]").size(), "another browser asks for a password");
                other.shoot(shot + "-20-verify-elsewhere");
            }
            window.openMail(address, "verify-email");
            window.submit();

            window.click("Forgot your password?");
            window.shoot(shot + "-21-forgot");
            window.type("email", "nonsense");
            window.submit();
            window.shoot(shot + "-22-forgot-refused");
            window.type("email", address);
            window.submit();
            assertEquals("Check your mail", window.one("h1").getText());
            window.shoot(shot + "-23-sent");
            window.openMail(address, "reset-password");
            window.shoot(shot + "-24-reset");
            window.type("password", "short");
            window.submit();
            window.shoot(shot + "-25-reset-refused");
            window.type("password", NEW_PASSWORD);
            window.submit();
            assertEquals(
                    "Your new password is saved. Log in with it.",
                    window.one(".notice.done").getText());
            window.type("login", name);
            window.type("password", NEW_PASSWORD);
            window.submit();
            window.open("/dashboard");
            assertTrue(window.one("h1").getText().contains(name), "logged in with the new password");

            window.open("/auth/account");
            window.click("Change address");
            window.shoot(shot + "-26-email");
            window.type("email", newAddress);
            window.type("password", NEW_PASSWORD);
            window.submit();
            window.openMail(newAddress, "verify-email");
            window.submit();
            window.openMail(address, "undo-email");
            window.shoot(shot + "-27-undo");
            window.submit();
            window.shoot(shot + "-28-undone");
            window.driver.navigate().back();
            window.driver.navigate().refresh();
            assertEquals("This link does not work any more", window.one("h1").getText());
            window.shoot(shot + "-29-used");
            assertEquals(List.of(), window.complaints());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "phone, 390, 844, light",
        "phone, 390, 844, dark",
        "desktop, 1280, 900, light",
        "desktop, 1280, 900, dark"
    })
    void a_person_logs_in_by_mail_and_looks_after_the_account(String device, int width, int height, String scheme)
            throws Exception {
        String name = "careful-" + device + "-" + scheme;
        String shot = device + "-" + scheme;
        String address = name + "@example.org";
        try (Window window = new Window(width, height, scheme)) {
            window.register(name);
            window.open("/notes");
            window.click("Log in by mail");
            window.shoot(shot + "-30-login-link");
            window.type("email", address);
            window.submit();
            window.shoot(shot + "-31-login-code");
            window.type("code", "1");
            window.submit();
            window.shoot(shot + "-32-login-code-refused");
            try (Window other = new Window(width, height, scheme)) {
                other.openMail(address, "login-link");
                other.shoot(shot + "-33-login-link-elsewhere");
                other.submit();
                other.shoot(shot + "-34-show-code");
                window.type("code", other.one(".code").getText());
                window.submit();
                assertTrue(window.address().endsWith("/notes"), "and then led there");
                window.submit();
                window.shoot(shot + "-35-note-refused");

                other.open("/auth/login");
                other.type("login", name);
                other.type("password", Visitor.PASSWORD);
                other.submit();
                other.open("/admin");
                other.shoot(shot + "-36-forbidden");
                other.open("/auth/account/sessions");
                other.shoot(shot + "-37-sessions");
            }
            window.open("/auth/confirm?next=/auth/account/sessions");
            window.type("password", "not it");
            window.submit();
            window.shoot(shot + "-38-confirm-refused");
            window.type("password", Visitor.PASSWORD);
            window.submit();
            window.press("End all other sessions");
            window.shoot(shot + "-39-ended");
            window.open("/auth/account/username");
            window.shoot(shot + "-40-username");
            window.open("/auth/account/password");
            window.type("current_password", Visitor.PASSWORD);
            window.type("password", "password");
            window.submit();
            window.shoot(shot + "-41-password-refused");
            window.open("/auth/account/email");
            window.type("email", "new-" + address);
            window.type("password", Visitor.PASSWORD);
            window.submit();
            window.shoot(shot + "-42-email-sent");
            window.click("Your account");
            assertTrue(window.one("main").getText().contains("A link that confirms a new address was mailed on"));
            window.shoot(shot + "-42a-email-waits");
            window.open("/auth/logout");
            window.shoot(shot + "-43-logout");
            window.submit();
            window.open("/dev/mail");
            window.shoot(shot + "-44-mail");
            window.click("Show as HTML");
            window.shoot(shot + "-45-mail-html");
            assertEquals(List.of(), window.complaints());
        }
    }

    /** One browser with an empty profile. */
    private static final class Window implements AutoCloseable {
        private final ChromeDriver driver;
        private final WebDriverWait wait;

        Window(int width, int height, String scheme) throws IOException {
            ChromeOptions options = new ChromeOptions();
            options.setBinary(CHROMIUM.toFile());
            options.setAcceptInsecureCerts(true);
            options.addArguments(
                    "--headless=new",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--user-data-dir=" + Files.createTempDirectory(directory, "profile"));
            ChromeDriverService service = new ChromeDriverService.Builder()
                    .usingDriverExecutable(DRIVER.toFile())
                    .usingAnyFreePort()
                    .withLogFile(new File(directory.toFile(), "chromedriver.log"))
                    .build();
            driver = new ChromeDriver(service, options);
            wait = new WebDriverWait(driver, Duration.ofSeconds(30));
            wait.ignoring(WebDriverException.class); // one page is going, the next is not there yet
            driver.executeCdpCommand(
                    "Emulation.setDeviceMetricsOverride",
                    Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
            driver.executeCdpCommand(
                    "Emulation.setEmulatedMedia",
                    Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        }

        void register(String name) {
            open("/auth/register");
            type("username", name);
            type("email", name + "@example.org");
            type("password", Visitor.PASSWORD);
            submit();
            openMail(name + "@example.org", "verify-email");
            submit();
        }

        void open(String path) {
            driver.get(demo.address() + path);
        }

        /** Opens the newest link to this path that was mailed, from the development inbox. */
        void openMail(String to, String path) {
            wait.until(browser -> {
                open("/dev/mail");
                return !linksTo(to, path).isEmpty();
            });
            driver.get(linksTo(to, path).get(0));
            assertTrue(all("form").size() == 1, "a button, and nothing has happened yet");
        }

        private List<String> linksTo(String to, String path) {
            return all("article").stream()
                    .filter(mail -> mail.getText().contains("To " + to + ","))
                    .flatMap(mail -> mail.findElements(By.partialLinkText(path + "?token=")).stream())
                    .map(link -> link.getAttribute("href"))
                    .toList();
        }

        String address() {
            return driver.getCurrentUrl();
        }

        WebElement one(String selector) {
            return driver.findElement(By.cssSelector(selector));
        }

        List<WebElement> all(String selector) {
            return driver.findElements(By.cssSelector(selector));
        }

        void click(String link) {
            leaveBy(driver.findElement(By.partialLinkText(link)));
        }

        void type(String field, String text) {
            WebElement input = one("[name=" + field + "]");
            input.clear();
            input.sendKeys(text);
        }

        void press(String button) {
            leaveBy(driver.findElement(By.xpath("//button[normalize-space()='" + button + "']")));
        }

        void submit() {
            leaveBy(one("main form button:not([type=button])"));
        }

        /** Clicks, and waits for the page that follows. */
        private void leaveBy(WebElement element) {
            driver.executeScript("window.left = true");
            element.click();
            wait.until(browser -> driver.executeScript("return !window.left && document.readyState === 'complete'")
                    .equals(true));
        }

        /** Also sees to it that nothing sticks out at the side, and that everybody can use the page. */
        void shoot(String name) throws IOException {
            assertEquals("", barriers(), name);
            Files.write(screenshots.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
            Object beside = driver.executeScript(
                    "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
            assertEquals(0L, beside, name + " scrolls sideways");
        }

        /** What axe calls serious or critical (WCAG 2.2 A and AA, and what it recommends), a line each. */
        private String barriers() {
            driver.executeScript(AXE);
            return (String) driver.executeAsyncScript("""
                    const done = arguments[arguments.length - 1];
                    axe.run({ preload: false, resultTypes: ['violations'] }).then(found => done(found.violations
                        .filter(rule => rule.impact === 'serious' || rule.impact === 'critical')
                        .flatMap(rule => rule.nodes.map(node => rule.id + ' ' + node.html + ' ' + node.failureSummary))
                        .join('\\n')), failed => done(String(failed)));
                    """);
        }

        /** What the browser's console holds: scripts or styles that the policy blocked, files that are missing. */
        List<String> complaints() {
            return driver.manage().logs().get("browser").getAll().stream()
                    .map(entry -> entry.getMessage())
                    .filter(message -> !message.matches("(?s).*status of 4(04|10|22|01).*"))
                    .toList();
        }

        @Override
        public void close() {
            driver.quit();
        }
    }
}
