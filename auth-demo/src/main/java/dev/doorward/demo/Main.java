package dev.doorward.demo;

/** The demo's command line. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {}
}
