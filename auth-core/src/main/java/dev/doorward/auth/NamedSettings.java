package dev.doorward.auth;

import dev.doorward.auth.InvalidSettingsException.Problem;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Settings by their {@code DOORWARD_...} names, with all that is wrong with them. A {@link DoorwardBuilder} takes the
 * library's from here; an application reads {@linkplain #knowing its own}, and reports what is wrong with those here
 * too, so that one list tells everything.
 *
 * <p>An empty value counts as absent, as scripts leave it, and blanks around a value are dropped. A name that begins
 * with {@code DOORWARD_} and means nothing is a problem, so that no misspelt setting is silently without effect; other
 * names are left alone.
 *
 * <p>Made at the start and by one thread; not safe for several.
 */
public final class NamedSettings {
    private static final String PREFIX = "DOORWARD_";

    private final Map<String, String> values = new HashMap<>();
    private final Map<String, Setting> known = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();

    private NamedSettings(Map<String, String> values) {
        values.forEach(this::put);
        knowing(LibrarySetting.values());
    }

    /** Takes the names in this map that begin with {@code DOORWARD_}. */
    public static NamedSettings of(Map<String, String> values) {
        return new NamedSettings(values);
    }

    /** What the environment says, and where it says nothing, a file {@code .env} in the working directory. */
    public static NamedSettings ofEnvironment() {
        return of(System.getenv()).orIn(Path.of(EnvironmentFile.NAME));
    }

    /** Lets these be named too, beside the library's. */
    public NamedSettings knowing(Setting... own) {
        for (Setting setting : own) {
            known.put(setting.name(), setting);
        }
        return this;
    }

    /**
     * Takes from a file of lines {@code NAME=value} what is not set yet. No file is no problem; one that cannot be read
     * is, and then nothing is taken from it.
     *
     * <p>A line that begins with {@code #} is a comment. A value with a {@code #} in it stands in quotes.
     */
    public NamedSettings orIn(Path file) {
        files.add(file);
        EnvironmentFile.read(file, problems).forEach((name, value) -> {
            if (values.getOrDefault(name, "").isBlank()) {
                put(name, value);
            }
        });
        return this;
    }

    /** Takes this value where none is set. */
    public NamedSettings or(Setting setting, String value) {
        if (text(setting).isEmpty()) {
            put(setting.name(), value);
        }
        return this;
    }

    private void put(String name, String value) {
        if (name.toUpperCase(Locale.ROOT).startsWith(PREFIX)) {
            values.put(name, value);
        }
    }

    /** Without the blanks around it; empty where none is set. */
    public Optional<String> text(Setting setting) {
        return Optional.ofNullable(values.get(setting.name()))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    /** As {@link #text}; what is no path is a problem, and then it is empty too. */
    public Optional<Path> path(Setting setting) {
        try {
            return text(setting).map(Path::of);
        } catch (InvalidPathException e) {
            problem(setting, "it is not a path", "Use the path of a file or directory");
            return Optional.empty();
        }
    }

    /**
     * Reports what is wrong with a value.
     *
     * @param problem what is wrong, in half a sentence; never the value where that is secret
     * @param remedy what to do, in a sentence without its full stop
     */
    public void problem(Setting setting, String problem, String remedy) {
        problems.add(new Problem(setting.name(), problem, remedy));
    }

    /** All that can be named, the library's first. */
    public List<Setting> known() {
        return List.copyOf(known.values());
    }

    /** Everything that was found so far, and each name that means nothing. */
    public List<Problem> problems() {
        Stream<Problem> unknown = values.keySet().stream()
                .filter(name -> !known.containsKey(name))
                .sorted()
                .map(this::unknown);
        return Stream.concat(unknown, problems.stream()).distinct().toList();
    }

    /** Whether something was found wrong with what was given for this one. */
    boolean isRefused(Setting setting) {
        return problems.stream().anyMatch(problem -> problem.setting().equals(setting.name()));
    }

    /** The files that were read and that others than their owner may read too. */
    List<Path> readableByOthers() {
        return files.stream().filter(EnvironmentFile::isOpenToOthers).toList();
    }

    private Problem unknown(String name) {
        return new Problem(
                name,
                "there is no such setting",
                SimilarNames.nearest(name, known.keySet())
                        .map(similar -> "Remove it, or write " + similar + " if that is what you mean")
                        .orElse("Remove it"));
    }

    /** Names what is set, and no value, as some are secret. */
    @Override
    public String toString() {
        return "NamedSettings" + values.keySet().stream().sorted().toList();
    }
}
