package dev.doorward.auth.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user agent string claims to be, for people to recognise their own devices by.
 *
 * <p>It is a claim, nothing more: a string that is not recognised is called unknown and never guessed at, and nobody is
 * let in for it. Versions are left out, since they change under a session's feet.
 *
 * @param browser its name, one of a fixed list; null if it is none of these
 * @param system what it runs on, one of a fixed list; null if it is none of these
 * @param handheld whether that is a phone or a tablet
 */
public record Device(@Nullable String browser, @Nullable String system, boolean handheld) {

    /** First match wins: nearly every browser also claims to be Chrome, Safari or both. */
    private static final List<Mark> BROWSERS = List.of(
            new Mark("Edg/", "Edge"),
            new Mark("EdgA/", "Edge"),
            new Mark("EdgiOS/", "Edge"),
            new Mark("OPR/", "Opera"),
            new Mark("OPT/", "Opera"),
            new Mark("Vivaldi/", "Vivaldi"),
            new Mark("SamsungBrowser/", "Samsung Internet"),
            new Mark("DuckDuckGo/", "DuckDuckGo"),
            new Mark("YaBrowser/", "Yandex Browser"),
            new Mark("FxiOS/", "Firefox"),
            new Mark("Firefox/", "Firefox"),
            new Mark("CriOS/", "Chrome"),
            new Mark("Chrome/", "Chrome"),
            new Mark("curl/", "curl"));

    /** First match wins: phones also claim to be the desktop system they descend from. */
    private static final List<Mark> SYSTEMS = List.of(
            new Mark("iPhone", "iPhone"),
            new Mark("iPad", "iPad"),
            new Mark("Android", "Android"),
            new Mark("Windows", "Windows"),
            new Mark("CrOS", "ChromeOS"),
            new Mark("Macintosh", "macOS"),
            new Mark("Linux", "Linux"));

    private record Mark(String token, String name) {}

    public static Device of(String userAgent) {
        String browser = first(BROWSERS, userAgent);
        if (browser == null && userAgent.contains("Version/") && userAgent.contains("Safari/")) {
            browser = "Safari";
        }
        String system = first(SYSTEMS, userAgent);
        boolean handheld = "iPhone".equals(system) || "iPad".equals(system) || "Android".equals(system);
        return new Device(browser, system, handheld);
    }

    private static @Nullable String first(List<Mark> marks, String userAgent) {
        for (Mark mark : marks) {
            if (userAgent.contains(mark.token())) {
                return mark.name();
            }
        }
        return null;
    }
}
