package dev.doorward.demo;

import java.time.Instant;
import java.util.UUID;

/** Something somebody wrote down for themselves. */
record Note(UUID id, String title, String text, Instant changedAt) {}
