package dev.doorward.auth.throttle;

/** What one subject has of one limit. */
public record Budget(LimitName name, Subject subject) {}
