package dev.doorward.auth.mail;

import dev.doorward.auth.identity.Client;
import dev.doorward.auth.identity.Device;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The mails an application sends without doing anything. Each says what happened, offers one thing to press, says how
 * long that works, who caused the mail, and what to do if it was not the reader.
 *
 * <p>Nothing that a stranger typed is in them but what {@link MailTemplate} lists as facts: a device is told in words
 * of our own, and whoever names somebody else's address cannot make us write to them in the stranger's words.
 */
final class BuiltInMails {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** What somebody asked for; the others tell what somebody did. */
    private static final Set<MailTemplate> ASKED = Set.of(
            MailTemplate.VERIFY_EMAIL,
            MailTemplate.RESET_PASSWORD,
            MailTemplate.CONFIRM_EMAIL,
            MailTemplate.LOGIN_LINK);

    private final MailTexts texts = new MailTexts();
    private final TemplateEngine engine = TemplateEngine.createPrecompiled(
            null, ContentType.Html, BuiltInMails.class.getClassLoader(), BuiltInMails.class.getPackageName());
    private final MailSite site;

    BuiltInMails(MailSite site) {
        this.site = site;
    }

    MailContent render(OutgoingMail mail) {
        MailLetter letter = letter(mail);
        StringOutput html = new StringOutput();
        engine.render("mail.jte", Map.of("letter", letter), html);
        return new MailContent(letter.subject(), letter.text(), html.toString());
    }

    private MailLetter letter(OutgoingMail mail) {
        String key = mail.template().key();
        boolean asked = ASKED.contains(mail.template());
        Map<String, String> facts = facts(mail);
        String what = texts.text(key + ".text", facts);
        String who = texts.text(asked ? "mail.who_asked" : "mail.who_did", facts);
        String ifNotYou = texts.text(key + ".not_you", facts);
        List<String> before = asked ? List.of(what) : List.of(what, who, ifNotYou);
        List<String> after = new ArrayList<>();
        if (facts.containsKey("until")) {
            after.add(texts.text("mail.until", facts));
        }
        if (asked) {
            after.add(who);
            after.add(ifNotYou);
        }
        return new MailLetter(
                texts.text(key + ".subject", facts),
                site,
                before,
                action(mail, facts),
                after,
                texts.text("mail.from", facts));
    }

    private MailLetter.@Nullable Action action(OutgoingMail mail, Map<String, String> facts) {
        String link = mail.link() == null ? page(mail.template()) : mail.link();
        return link == null
                ? null
                : new MailLetter.Action(
                        texts.text(mail.template().key() + ".action", facts), link, texts.text("mail.paste", facts));
    }

    /** Where a mail without a ticket leads; null where there is nothing to do there. */
    private @Nullable String page(MailTemplate template) {
        return switch (template) {
            case ALREADY_REGISTERED -> site.login();
            case PASSWORD_CHANGED, PASSWORD_RESET, USERNAME_CHANGED, REMEMBER_REUSED -> site.forgotPassword();
            default -> null;
        };
    }

    private Map<String, String> facts(OutgoingMail mail) {
        Client client = mail.client();
        Map<String, String> facts = new HashMap<>(mail.facts());
        facts.put("app", site.name());
        facts.put("home", site.home());
        facts.put("time", TIME.format(mail.at()));
        facts.put("device", inWords(Device.of(client.userAgent())));
        facts.put(
                "where",
                client.address().isEmpty() ? "" : texts.text("mail.where", Map.of("address", client.address())));
        if (mail.expiresAt() != null) {
            facts.put("until", TIME.format(mail.expiresAt()));
        }
        return facts;
    }

    private String inWords(Device device) {
        String browser = device.browser();
        String system = device.system();
        if (browser != null && system != null) {
            return texts.text("device.both", Map.of("browser", browser, "system", system));
        }
        if (browser != null) {
            return texts.text("device.browser", Map.of("browser", browser));
        }
        return system == null
                ? texts.text("device.unknown", Map.of())
                : texts.text("device.system", Map.of("system", system));
    }
}
