package dev.doorward.auth;

/** What an instance is for. */
public enum Mode {
    /** For one's own machine: serves loopback peers on a loopback base URL only, and may make up its own keys. */
    DEVELOPMENT,
    /** For everybody else: refuses to start with any convenience of development. */
    PRODUCTION
}
