package dev.doorward.demo;

/**
 * What every page needs to know about where it stands.
 *
 * @param name the application's name
 * @param path the context path: empty at the root, else like {@code /shop}
 * @param stylesheet the path of the stylesheet the library's pages use
 */
record Site(String name, String path, String stylesheet) {}
