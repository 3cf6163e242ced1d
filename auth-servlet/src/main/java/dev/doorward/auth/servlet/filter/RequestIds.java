package dev.doorward.auth.servlet.filter;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names requests, so that an answer's log lines can be found. No name comes twice from one process, two processes
 * hardly ever give the same, and a name tells nothing about how many requests there are. It is no secret.
 */
final class RequestIds {

    private final AtomicLong next;

    RequestIds(SecureRandom random) {
        this.next = new AtomicLong(random.nextLong());
    }

    String next() {
        return Long.toUnsignedString(mixed(next.getAndIncrement()), 32);
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014): one to one, and neighbours look unrelated. */
    private static long mixed(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
