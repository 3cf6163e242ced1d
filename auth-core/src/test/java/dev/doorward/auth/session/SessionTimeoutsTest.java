package dev.doorward.auth.session;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SessionTimeoutsTest {

    @Test
    void times_under_which_nobody_could_work_are_refused() {
        Duration minute = Duration.ofMinutes(1);
        Duration hour = Duration.ofHours(1);
        List<List<Duration>> wrong = List.of(
                List.of(minute, hour, hour, minute),
                List.of(Duration.ZERO, hour, hour, minute),
                List.of(hour.plus(minute), hour, hour, minute),
                List.of(hour, hour, hour.negated(), minute),
                List.of(hour, hour, hour, Duration.ZERO));
        for (List<Duration> times : wrong) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new SessionTimeouts(times.get(0), times.get(1), times.get(2), times.get(3)));
        }
    }
}
