package dev.doorward.auth.servlet.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The addresses of the stylesheet, the script and the icon.
 *
 * <p>A file's name carries the hash of its content ({@code doorward-3f2a9c1b7d04.css}), so that a browser may keep it
 * for a year and still sees a new version at once. The application's own pages may use the stylesheet too; its first
 * lines say how to change colours and fonts, and name the classes that stay.
 *
 * @param css address of the stylesheet
 * @param script address of the script, to be loaded with {@code defer}
 * @param icon address of the icon, an SVG image
 */
public record Assets(String css, String script, String icon) {

    /** The folder below the prefix that the files are served from. */
    public static final String FOLDER = "/assets/";

    private static final Asset CSS = load("doorward.css", "text/css;charset=utf-8");
    private static final Asset SCRIPT = load("doorward.js", "text/javascript;charset=utf-8");
    private static final Asset ICON = load("doorward.svg", "image/svg+xml");

    /**
     * The addresses under {@code auth}.
     *
     * @param auth where the account system stands, with the context path and without a final slash
     */
    public static Assets under(String auth) {
        String folder = auth + FOLDER;
        return new Assets(folder + CSS.name(), folder + SCRIPT.name(), folder + ICON.name());
    }

    /** The file of exactly this name, hash included: another hash is another file. */
    public static Optional<Asset> find(String name) {
        return List.of(CSS, SCRIPT, ICON).stream()
                .filter(asset -> asset.name().equals(name))
                .findFirst();
    }

    private static Asset load(String file, String contentType) {
        try (InputStream in = Assets.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing beside " + Assets.class.getName());
            }
            byte[] content = in.readAllBytes();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            int dot = file.lastIndexOf('.');
            String name = file.substring(0, dot) + "-" + HexFormat.of().formatHex(hash, 0, 6) + file.substring(dot);
            return new Asset(name, contentType, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
