package dev.doorward.demo;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The marks that the MDN HTTP Observatory (scoring of its version 1.6.3) gives a site, without its fetching. Of its
 * rules only preloading is left out, which cannot be had by headers alone.
 *
 * @param headers of the page, by name in lower case, with all values
 * @param redirects where a request to plain http was led first, or empty where it was not led anywhere
 */
record Observatory(URI page, Map<String, List<String>> headers, String html, List<URI> redirects) {
    private static final int ENOUGH_FOR_EXTRA_CREDIT = 90;
    private static final int HALF_A_YEAR = 15_768_000;

    private static final Set<String> BROAD =
            Set.of("ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*");
    private static final Set<String> PRIVATE_REFERRERS =
            Set.of("no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin");
    private static final Pattern MAX_AGE = Pattern.compile("(?i)max-age=\"?(\\d+)\"?");
    private static final Pattern SCRIPT = Pattern.compile("(?i)<script\\b[^>]*?\\bsrc=\"([^\"]*)\"[^>]*>");

    /** What each test adds or takes, by its name. */
    Map<String, Integer> marks() {
        Map<String, Integer> marks = new LinkedHashMap<>();
        marks.put("content-security-policy", contentPolicy());
        marks.put("cookies", cookies());
        marks.put("cross-origin-resource-sharing", sharing());
        marks.put("redirection", redirection());
        marks.put("referrer-policy", referrer());
        marks.put("strict-transport-security", transportSecurity());
        marks.put("subresource-integrity", integrity());
        marks.put("x-content-type-options", one("x-content-type-options").equalsIgnoreCase("nosniff") ? 0 : -5);
        marks.put("x-frame-options", framing());
        marks.put(
                "cross-origin-resource-policy",
                Set.of("same-origin", "same-site").contains(one("cross-origin-resource-policy")) ? 10 : 0);
        marks.put(
                "cross-origin-opener-policy", one("cross-origin-opener-policy").equals("same-origin") ? 10 : 0);
        marks.put(
                "cross-origin-embedder-policy",
                Set.of("require-corp", "credentialless").contains(one("cross-origin-embedder-policy")) ? 10 : 0);
        return marks;
    }

    /** Extra credit counts only for who has hardly any penalty. */
    int score() {
        int penalised = 100
                + marks().values().stream()
                        .filter(mark -> mark < 0)
                        .mapToInt(mark -> mark)
                        .sum();
        int credit = marks().values().stream()
                .filter(mark -> mark > 0)
                .mapToInt(mark -> mark)
                .sum();
        return Math.max(0, penalised < ENOUGH_FOR_EXTRA_CREDIT ? penalised : penalised + credit);
    }

    String grade() {
        String[] grades = {"F", "D-", "D", "D", "D+", "C-", "C", "C", "C+", "B-", "B", "B", "B+", "A-", "A", "A", "A+"};
        return grades[Math.max(0, Math.min(100, score()) / 5 - 4)];
    }

    private List<String> all(String name) {
        return headers.getOrDefault(name, List.of());
    }

    private String one(String name) {
        return String.join(", ", all(name)).strip().toLowerCase(Locale.ROOT);
    }

    private int contentPolicy() {
        if (all("content-security-policy").isEmpty()) {
            return -25;
        }
        Map<String, Set<String>> policy = new LinkedHashMap<>();
        for (String directive : one("content-security-policy").split(";")) {
            List<String> words = new ArrayList<>(Arrays.asList(directive.strip().split("\\s+")));
            String name = words.remove(0);
            if (!name.isEmpty() && policy.put(name, new HashSet<>(words)) != null) {
                return -25;
            }
        }
        Set<String> scripts = sources(policy, "script-src");
        Set<String> styles = sources(policy, "style-src");
        boolean trusted = scripts.stream().anyMatch(source -> source.matches("'(nonce|sha256|sha384|sha512)-.*"));
        if (scripts.contains("'strict-dynamic'") && !trusted) {
            return -25;
        }
        if (trusted) {
            scripts.remove("'unsafe-inline'");
        }
        if (trusted && scripts.contains("'strict-dynamic'")) {
            scripts.removeAll(BROAD);
        }
        policy.put("script-src", scripts);
        boolean insecure = policy.entrySet().stream()
                .filter(directive -> !Set.of("img-src", "media-src").contains(directive.getKey()))
                .flatMap(directive -> directive.getValue().stream())
                .anyMatch(Observatory::isInsecure);
        if (isUnsafe(scripts) || sources(policy, "object-src").stream().anyMatch(BROAD::contains) || insecure) {
            return -20;
        }
        boolean passive = sources(policy, "img-src").stream().anyMatch(Observatory::isInsecure);
        if (scripts.contains("'unsafe-eval'") || styles.contains("'unsafe-eval'") || passive) {
            return -10;
        }
        if (isUnsafe(styles)) {
            return 0;
        }
        return Set.of("'none'").equals(policy.get("default-src")) ? 10 : 5;
    }

    private static Set<String> sources(Map<String, Set<String>> policy, String directive) {
        return new HashSet<>(policy.getOrDefault(directive, policy.getOrDefault("default-src", Set.of("*"))));
    }

    private static boolean isUnsafe(Set<String> sources) {
        return sources.contains("'unsafe-inline'")
                || sources.contains("data:")
                || sources.stream().anyMatch(BROAD::contains);
    }

    private static boolean isInsecure(String source) {
        return source.startsWith("http:") || source.startsWith("ftp:");
    }

    private int cookies() {
        boolean hsts = transportSecurity() == 0;
        int worst = all("set-cookie").isEmpty() ? 0 : 5;
        for (String line : all("set-cookie")) {
            List<String> parts = Arrays.stream(line.toLowerCase(Locale.ROOT).split(";"))
                    .map(String::strip)
                    .toList();
            String name = parts.get(0).split("=", 2)[0];
            boolean session = name.contains("sess") || name.contains("login");
            boolean sameSite = parts.contains("samesite=lax") || parts.contains("samesite=strict");
            int mark = sameSite ? 5 : 0;
            if (!parts.contains("secure")) {
                mark = session ? (hsts ? -10 : -40) : (hsts ? -5 : -20);
            }
            if (name.contains("csrf") && !sameSite) {
                mark = Math.min(mark, -20);
            }
            if (session && !parts.contains("httponly")) {
                mark = Math.min(mark, -30);
            }
            worst = Math.min(worst, mark);
        }
        return worst;
    }

    /** The page was asked for with an {@code Origin} of another site. */
    private int sharing() {
        boolean reflects = !one("access-control-allow-origin").isEmpty()
                && !one("access-control-allow-origin").equals("*");
        return reflects && one("access-control-allow-credentials").equals("true") ? -50 : 0;
    }

    private int redirection() {
        if (redirects.isEmpty() || !redirects.get(0).getScheme().equals("https")) {
            return -20;
        }
        return redirects.get(0).getHost().equals(page.getHost()) ? 0 : -5;
    }

    private int referrer() {
        if (one("referrer-policy").isEmpty()) {
            return 0;
        }
        return PRIVATE_REFERRERS.contains(one("referrer-policy")) ? 5 : -5;
    }

    private int transportSecurity() {
        Matcher age = MAX_AGE.matcher(one("strict-transport-security"));
        // Two of them are none: the value cannot be read then.
        if (all("strict-transport-security").size() != 1 || !age.find()) {
            return -20;
        }
        return Long.parseLong(age.group(1)) < HALF_A_YEAR ? -10 : 0;
    }

    private int integrity() {
        Matcher script = SCRIPT.matcher(html);
        int mark = 0;
        while (script.find()) {
            boolean whole = script.group().contains("integrity=");
            boolean own = !script.group(1).matches("(https?:)?//.*");
            if (own && whole) {
                mark = Math.max(mark, 5);
            } else if (!own && !whole) {
                return script.group(1).startsWith("https:") ? -5 : -50;
            }
        }
        return mark;
    }

    private int framing() {
        Matcher ancestors = Pattern.compile("frame-ancestors ([^;]*)").matcher(one("content-security-policy"));
        if (ancestors.find() && Arrays.stream(ancestors.group(1).split(" ")).noneMatch(BROAD::contains)) {
            return 5;
        }
        return Set.of("deny", "sameorigin").contains(one("x-frame-options")) ? 0 : -20;
    }
}
