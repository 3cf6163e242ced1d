package dev.doorward.auth.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.identity.Client;
import dev.doorward.auth.identity.EmailAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The mails as their readers get them. */
final class BuiltInMailsTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final String LINK = "https://shop.example/auth/reset-password?token=abc.def";
    private static final Client FIREFOX =
            new Client("192.0.2.7", "Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0");
    private static final String ATTACK = "\"><img src=x onerror=alert(1)><a href=//evil.example>";
    /** And what these tell: of a change of address which account it is for, since it may be a stranger's. */
    private static final Map<MailTemplate, Set<String>> TO_ANYBODY =
            Map.of(MailTemplate.VERIFY_EMAIL, Set.of(), MailTemplate.CONFIRM_EMAIL, Set.of("account"));

    private final BuiltInMails mails = new BuiltInMails(site("Shop"));

    private static MailSite site(String name) {
        return new MailSite(
                name,
                "https://shop.example",
                "https://shop.example/auth/login",
                "https://shop.example/auth/forgot-password");
    }

    private static OutgoingMail mail(MailTemplate template, Client client, String fact) {
        Map<String, String> facts = new HashMap<>();
        template.facts().forEach(name -> facts.put(name, fact));
        return new OutgoingMail(
                template,
                EmailAddress.parse("ada@example.com").orElseThrow(),
                template.hasTicket() ? LINK : null,
                client,
                NOON,
                template.hasTicket() ? NOON.plusSeconds(1800) : null,
                facts);
    }

    @Test
    void a_mail_says_what_happened_what_to_do_until_when_who_asked_and_what_if_it_was_not_you() {
        MailContent reset = mails.render(mail(MailTemplate.RESET_PASSWORD, FIREFOX, ""));

        assertEquals("Choose a new password for Shop", reset.subject());
        assertEquals("""
                Somebody, most likely you, wants to choose a new password for your account at Shop.

                Choose a new password:
                https://shop.example/auth/reset-password?token=abc.def

                The link works once, until 20 November 2026, 12:30 UTC.

                Asked for on 20 November 2026, 12:00 UTC, from Firefox on Windows, IP address 192.0.2.7.

                If it was not you, do nothing: your password stays as it is. Do not pass the link on.

                --\s
                Sent by Shop, https://shop.example. Nobody reads answers to this mail.
                """, reset.text());
    }

    @Test
    void a_notice_says_what_to_do_before_it_offers_it() {
        MailContent changed = mails.render(mail(MailTemplate.PASSWORD_CHANGED, FIREFOX, ""));

        assertEquals("""
                Your account at Shop has a new password, chosen by somebody who was logged in. All other devices were logged out.

                It happened on 20 November 2026, 12:00 UTC, from Firefox on Windows, IP address 192.0.2.7.

                If it was you, there is nothing to do. If it was not you, choose a new password now: that logs everybody out.

                Choose a new password:
                https://shop.example/auth/forgot-password

                --\s
                Sent by Shop, https://shop.example. Nobody reads answers to this mail.
                """, changed.text());
    }

    @ParameterizedTest
    @EnumSource
    void the_text_says_what_the_html_says(MailTemplate template) {
        MailContent content = mails.render(mail(template, FIREFOX, "bob"));

        List<String> paragraphs = new ArrayList<>();
        for (String paragraph : content.text().split("\n\n")) {
            for (String line : paragraph.replace("-- \n", "").strip().split("\n")) {
                paragraphs.add(line.replaceFirst(":$", ""));
            }
        }
        String html = words(content.html());
        for (String paragraph : paragraphs) {
            assertTrue(html.contains(paragraph), paragraph + " is not in " + html);
        }
        assertTrue(html.contains(content.subject()), html);
    }

    @ParameterizedTest
    @EnumSource
    void nothing_is_fetched_from_anywhere_and_there_is_one_thing_to_press(MailTemplate template) {
        String html = mails.render(mail(template, FIREFOX, "bob")).html();

        assertFalse(
                Pattern.compile(
                                "<(img|script|link|iframe|form|object|svg)\\b|url\\(|@import|\\son[a-z]+=",
                                Pattern.CASE_INSENSITIVE)
                        .matcher(html)
                        .find(),
                html);
        Matcher links = Pattern.compile("href=\"([^\"]*)\"").matcher(html);
        Set<String> targets = links.results().map(link -> link.group(1)).collect(Collectors.toSet());
        assertTrue(targets.size() <= 1, targets.toString());
        assertEquals(template.hasTicket(), targets.contains(LINK));
    }

    /** Whatever a stranger chose is escaped, or is not there at all. */
    @ParameterizedTest
    @EnumSource
    void markup_that_somebody_typed_is_text(MailTemplate template) {
        Client client = new Client(ATTACK, "Firefox/1 on Windows " + ATTACK);
        MailContent content = new BuiltInMails(site("Shop" + ATTACK)).render(mail(template, client, ATTACK));

        assertFalse(content.html().contains("<img"), content.html());
        assertFalse(content.html().contains("<a href=//"), content.html());
        assertTrue(content.html().contains("Firefox on Windows"), content.html());
    }

    /** Else anybody could have us write to anybody in their own words. */
    @ParameterizedTest
    @EnumSource
    void a_mail_to_an_address_nobody_has_proved_repeats_nothing_but_the_name_of_an_account(MailTemplate template) {
        if (!TO_ANYBODY.containsKey(template)) {
            return;
        }
        assertEquals(TO_ANYBODY.get(template), template.facts());
        Client client = new Client("192.0.2.7", "Win a prize at https://evil.example now");
        MailContent content = mails.render(mail(template, client, ""));

        for (String part : List.of(content.subject(), content.text(), content.html())) {
            assertFalse(part.contains("evil"), part);
        }
        assertTrue(content.text().contains("from an unknown device, IP address 192.0.2.7."), content.text());
    }

    @Test
    void what_no_request_caused_names_no_address() {
        String text = mails.render(mail(MailTemplate.PASSWORD_CHANGED, Client.unknown(), ""))
                .text();
        assertTrue(text.contains("from an unknown device.\n"), text);
    }

    @Test
    void every_text_is_of_some_mail() {
        MailTexts texts = new MailTexts();
        Set<String> keys = texts.keys();
        for (MailTemplate template : MailTemplate.values()) {
            mails.render(mail(template, FIREFOX, "bob"));
            String key = template.name().toLowerCase(Locale.ROOT);
            keys.removeIf(text -> text.startsWith(key + "."));
        }
        keys.removeIf(text -> text.startsWith("mail.") || text.startsWith("device."));
        assertEquals(Set.of(), keys);
    }

    private static String words(String html) {
        return html.replaceAll("(?s)<style>.*?</style>", "")
                .replaceAll("<[^>]+>", " ")
                .replace("&#39;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }
}
