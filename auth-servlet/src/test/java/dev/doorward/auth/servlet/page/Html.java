package dev.doorward.auth.servlet.page;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A page as a browser reads it, by a reader far stricter than a browser: an attribute without quotes, a stray angle
 * bracket or an element closed out of turn fails the test, so that nothing somebody typed can pass for markup.
 */
final class Html {

    private static final Pattern TOKEN = Pattern.compile(
            "<!DOCTYPE html>|<(?<close>/)?(?<name>[a-z][a-z0-9]*)(?<attributes>(?:\\s+[a-z-]+(?:=\"[^\"]*\")?)*)\\s*(?<self>/)?>"
                    + "|(?<text>[^<>]+)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern ATTRIBUTE = Pattern.compile("\\s+([a-zA-Z-]+)(?:=\"([^\"]*)\")?");
    private static final Set<String> VOID = Set.of("meta", "link", "input", "br");

    private final List<Element> elements = new ArrayList<>();

    record Element(String name, Map<String, String> attributes, List<Element> ancestors, StringBuilder inner) {
        Optional<String> attribute(String attribute) {
            return Optional.ofNullable(attributes.get(attribute));
        }

        String text() {
            return inner.toString().strip();
        }

        boolean within(String other) {
            return ancestors.stream().anyMatch(ancestor -> ancestor.name().equals(other));
        }
    }

    static Html parse(String html) {
        Html page = new Html();
        Deque<Element> open = new ArrayDeque<>();
        Matcher token = TOKEN.matcher(html);
        int end = 0;
        while (token.find()) {
            if (token.start() != end) {
                throw new AssertionError("not HTML: " + html.substring(end, token.start() + 1));
            }
            end = token.end();
            String name = token.group("name");
            if (token.group("text") != null) {
                String text = unescape(token.group("text"));
                open.forEach(element -> element.inner().append(text));
            } else if (name != null && token.group("close") != null) {
                if (open.isEmpty() || !open.peek().name().equals(name)) {
                    throw new AssertionError("</" + name + "> closes nothing");
                }
                open.pop();
            } else if (name != null) {
                Element element = new Element(
                        name, attributes(token.group("attributes")), List.copyOf(open), new StringBuilder());
                page.elements.add(element);
                if (!VOID.contains(name) && token.group("self") == null) {
                    open.push(element);
                }
            }
        }
        if (end != html.length() || !open.isEmpty()) {
            throw new AssertionError("not HTML: " + html.substring(end) + open);
        }
        return page;
    }

    List<Element> all() {
        return elements;
    }

    List<Element> all(String name) {
        return where(element -> element.name().equals(name));
    }

    List<Element> where(Predicate<Element> condition) {
        return elements.stream().filter(condition).toList();
    }

    Element only(String name) {
        List<Element> found = all(name);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " times <" + name + ">");
        }
        return found.get(0);
    }

    Optional<Element> byId(String id) {
        return elements.stream()
                .filter(element -> id.equals(element.attributes().get("id")))
                .findFirst();
    }

    Element named(String name) {
        return elements.stream()
                .filter(element -> name.equals(element.attributes().get("name")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no field " + name));
    }

    /** Elements and the names of their attributes: what no text may ever change. */
    String skeleton() {
        return elements.stream()
                .map(element -> element.name() + element.attributes().keySet())
                .collect(Collectors.joining("\n"));
    }

    private static Map<String, String> attributes(String text) {
        Map<String, String> attributes = new LinkedHashMap<>();
        Matcher matcher = ATTRIBUTE.matcher(text);
        while (matcher.find()) {
            String value = matcher.group(2) == null ? "" : unescape(matcher.group(2));
            if (attributes.put(matcher.group(1), value) != null) {
                throw new AssertionError("twice the attribute " + matcher.group(1));
            }
        }
        return attributes;
    }

    private static String unescape(String text) {
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&#34;", "\"")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }
}
