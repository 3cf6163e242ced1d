package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What testssl.sh says of the running jar; docs/https.md tells it on. */
class TlsGradeIT {
    /** Beside these there are OK, INFO and LOW, and WARN where the program could not look. */
    private static final Set<String> ABOVE_LOW = Set.of("MEDIUM", "HIGH", "CRITICAL", "FATAL");

    /** Shows that the sections were gone through, whatever the version calls the rest. */
    private static final List<String> MUST_BE_GOOD = List.of(
            "SSLv3",
            "TLS1_2",
            "TLS1_3",
            "cipher_order",
            "cert_chain_of_trust",
            "cert_trust",
            "HSTS_time",
            "secure_renego",
            "secure_client_renego",
            "CRIME_TLS",
            "BREACH",
            "LUCKY13",
            "RC4");

    @TempDir
    Path directory;

    @Test
    void testssl_finds_nothing_above_low() throws Exception {
        String testssl = Programs.require("testssl", "testssl.sh");
        Authority authority = new Authority();
        authority.issue(directory, Authority.pair("EC", 256), "localhost");
        Files.writeString(directory.resolve("ca.pem"), authority.pem());
        try (DemoProcess demo = DemoProcess.serve(
                directory, "DOORWARD_TLS_CERTIFICATE=fullchain.pem", "DOORWARD_TLS_KEY=privkey.pem")) {
            Map<String, JsonNode> findings = findings(testssl, demo.address());
            assertEquals(
                    List.of(),
                    findings.values().stream()
                            .filter(finding -> ABOVE_LOW.contains(text(finding, "severity")))
                            .toList());
            for (String id : MUST_BE_GOOD) {
                assertTrue(
                        findings.containsKey(id)
                                && text(findings.get(id), "severity").equals("OK"),
                        () -> id + " is not OK but " + findings.get(id));
            }
            if (findings.containsKey("overall_grade")) { // since 3.2
                assertEquals("A+", text(findings.get("overall_grade"), "finding"));
            }
            findings.forEach((id, finding) -> {
                if (Pattern.matches("P?FS_ECDHE_curves", id)) {
                    assertEquals(
                            "prime256v1 secp384r1 X25519",
                            text(finding, "finding").strip());
                }
                assertTrue(!Pattern.matches("(DH|FS_DHE)_groups", id), () -> "finite fields: " + finding);
            });
        }
    }

    private Map<String, JsonNode> findings(String testssl, String address) throws Exception {
        Path json = directory.resolve("findings.json");
        Process process = new ProcessBuilder(
                        testssl,
                        "--quiet",
                        "--color",
                        "0",
                        "--warnings",
                        "off",
                        "--nodns",
                        "min",
                        "--add-ca",
                        directory.resolve("ca.pem").toString(),
                        "--jsonfile",
                        json.toString(),
                        "-p",
                        "-s",
                        "-P",
                        "-f",
                        "-S",
                        "-h",
                        "-U",
                        address)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("testssl.txt").toFile())
                .start();
        assertTrue(process.waitFor(5, TimeUnit.MINUTES), "testssl does not end");
        Map<String, JsonNode> findings = new LinkedHashMap<>();
        for (JsonNode finding : JsonMapper.shared().readTree(Files.readString(json))) {
            findings.put(text(finding, "id"), finding);
        }
        return findings;
    }

    private static String text(JsonNode finding, String member) {
        return finding.get(member).asString();
    }
}
