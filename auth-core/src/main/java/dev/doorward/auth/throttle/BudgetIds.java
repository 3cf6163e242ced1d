package dev.doorward.auth.throttle;

import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.Pseudonyms;
import java.util.List;
import java.util.stream.Stream;

/** What the row of a budget is found by. What somebody typed stands in it as a MAC alone. */
final class BudgetIds {
    private final Pseudonyms pseudonyms;

    BudgetIds(KeyRing keys) {
        this.pseudonyms = new Pseudonyms(keys, "throttle");
    }

    String of(LimitName name, Subject subject) {
        String value = subject.isTyped() ? pseudonyms.of(subject.kind() + " " + subject.value()) : subject.value();
        return name.word() + " " + subject.kind() + " " + value;
    }

    /** Each once, in the order in which everybody takes hold of rows, so that nobody waits in a circle. */
    List<String> ofEach(LimitName name, Subject... subjects) {
        return Stream.of(subjects)
                .map(subject -> of(name, subject))
                .distinct()
                .sorted()
                .toList();
    }
}
