package dev.doorward.auth.proxy;

import java.util.List;

/** A request's headers. */
@FunctionalInterface
public interface HeaderLines {

    /** The values of all lines of this name, in whatever case it is written, in the order they came; empty for none. */
    List<String> of(String name);
}
