package dev.doorward.auth.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class DeliveryTest {

    @Test
    void a_server_that_takes_some_mails_is_not_left_alone_for_longer_each_time() {
        assertEquals(6, new Delivery.Round(0, true).failures(5));
        assertEquals(1, new Delivery.Round(3, true).failures(5));
        assertEquals(0, new Delivery.Round(0, false).failures(5));
    }
}
